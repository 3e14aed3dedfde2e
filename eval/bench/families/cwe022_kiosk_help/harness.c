/* Opens the page in the language, and on the topic, that the arguments name, and prints it. */
int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    struct visitor visitor = {argv[1], argv[2]};
    FILE *page = open_help(&visitor);
    if (!page) {
        printf("no page\n");
        return 0;
    }
    char text[4096];
    size_t got;
    printf("page:");
    while ((got = fread(text, 1, sizeof text, page)) > 0)
        fwrite(text, 1, got, stdout);
    fclose(page);
    return 0;
}
