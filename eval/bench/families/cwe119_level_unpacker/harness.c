/* Unpacks standard input; the argument is the room. Prints the result and the level. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static unsigned char harness_input[65536];
    size_t size = fread(harness_input, 1, sizeof harness_input, stdin);
    size_t room = strtoul(argv[1], NULL, 10);
    /* Nothing is the end of a block, where a read of the first byte is seen. */
    size_t before = size > 0 ? 0 : 8;
    unsigned char *block = malloc(before + size);
    unsigned char *level = malloc(room);
    memcpy(block + before, harness_input, size);
    long length = unpack_level(block + before, size, level, room);
    printf("%ld\n", length);
    if (length > 0)
        fwrite(level, 1, length, stdout);
    free(block);
    free(level);
    return 0;
}
