/* Unpacks standard input; the argument is the room. Prints the result and the level. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static unsigned char harness_input[65536];
    size_t size = fread(harness_input, 1, sizeof harness_input, stdin);
    size_t room = strtoul(argv[1], NULL, 10);
    unsigned char *packed = malloc(size);
    unsigned char *level = malloc(room);
    memcpy(packed, harness_input, size);
    long length = unpack_level(packed, size, level, room);
    printf("%ld\n", length);
    if (length > 0)
        fwrite(level, 1, length, stdout);
    free(packed);
    free(level);
    return 0;
}
