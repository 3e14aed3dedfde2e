/* Asks for the score that the argument names and prints the result, then what is on the screen. */
int main(int argc, char **argv)
{
    char *shown = NULL;
    size_t size = 0;
    struct stand stand = {argc > 1 ? argv[1] : "", open_memstream(&shown, &size)};
    long result = show_score(&stand);
    fflush(stand.screen);
    printf("%ld\n", result);
    fwrite(shown, 1, size, stdout);
    return 0;
}
