/* Standard input is the track, the argument the second. Prints the result and the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static char harness_input[65536];
    size_t size = fread(harness_input, 1, sizeof harness_input, stdin);
    /* An empty track is the end of a block, where a read of its first byte is seen. */
    size_t before = size > 0 ? 0 : 8;
    char *block = malloc(before + size);
    char *text = malloc(TEXT_SIZE);
    memcpy(block + before, harness_input, size);
    int shown = subtitle_at(block + before, size, atoi(argv[1]), text);
    printf("%d\n", shown);
    if (shown == 1)
        printf("%s\n", text);
    free(block);
    free(text);
    return 0;
}
