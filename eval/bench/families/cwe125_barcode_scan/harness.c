/* Arguments: the alphabet, the unlock code, then the values. Prints the result and the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct scanner *scanner = malloc(sizeof *scanner);
    memcpy(scanner->alphabet, argv[1], sizeof scanner->alphabet);
    snprintf(scanner->unlock_code, sizeof scanner->unlock_code, "%s", argv[2]);
    int count = argc - 3;
    signed char *values = malloc(count);
    for (int i = 0; i < count; i++)
        values[i] = atoi(argv[i + 3]);
    char *text = malloc(count);
    int length = decode_scan(scanner, values, count, text);
    printf("%d\n", length);
    if (length >= 0)
        printf("%s\n", text);
    free(scanner);
    free(values);
    free(text);
    return 0;
}
