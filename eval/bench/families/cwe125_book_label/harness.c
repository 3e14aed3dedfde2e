/* Standard input is the label, the argument the type. Prints the length and the value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static unsigned char harness_input[65536];
    size_t size = fread(harness_input, 1, sizeof harness_input, stdin);
    /* An empty label is the end of a block, where a read of its first byte is seen. */
    size_t before = size > 0 ? 0 : 8;
    unsigned char *block = malloc(before + size);
    unsigned char *value = malloc(255);
    memcpy(block + before, harness_input, size);
    int length = find_record(block + before, size, atoi(argv[1]), value);
    printf("%d\n", length);
    if (length > 0)
        fwrite(value, 1, length, stdout);
    free(block);
    free(value);
    return 0;
}
