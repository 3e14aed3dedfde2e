/* Arguments: the size of the buffer and the summary. Prints the result and the text. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    size_t size = strtoul(argv[1], NULL, 10);
    char *out = malloc(size);
    int length = export_summary(argv[2], out, size);
    printf("%d\n", length);
    if (length >= 0)
        printf("%s\n", out);
    free(out);
    return 0;
}
