/* The first argument is the size of the keyer's memory. Each of the others is put there in turn;
   the result is printed, and the signs that are waiting then. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct keyer *keyer = malloc(sizeof *keyer);
    keyer->size = strtoul(argv[1], NULL, 10);
    keyer->waiting = malloc(keyer->size);
    memset(keyer->waiting, '#', keyer->size);
    keyer->waiting[0] = '\0';
    for (int i = 2; i < argc; i++) {
        char *text = strdup(argv[i]);
        printf("%d ", key_text(keyer, text));
        printf("[%s]\n", keyer->waiting);
        free(text);
    }
    free(keyer->waiting);
    free(keyer);
    return 0;
}
