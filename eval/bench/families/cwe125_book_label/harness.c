/* Standard input is the label, the argument the type. Prints the length and the value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static unsigned char harness_input[65536];
    size_t size = fread(harness_input, 1, sizeof harness_input, stdin);
    unsigned char *label = malloc(size);
    unsigned char *value = malloc(255);
    memcpy(label, harness_input, size);
    int length = find_record(label, size, atoi(argv[1]), value);
    printf("%d\n", length);
    if (length > 0)
        fwrite(value, 1, length, stdout);
    free(label);
    free(value);
    return 0;
}
