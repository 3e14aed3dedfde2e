/* Standard input holds frames, each behind a byte for its length; they come in one after another,
   and the last one is read. Prints the result, the name in hex and the weights. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    struct receiver *receiver = calloc(1, sizeof *receiver);
    struct beacon *beacon = malloc(sizeof *beacon);
    memset(beacon, '#', sizeof *beacon);
    for (int length; (length = getchar()) != EOF;) {
        receiver->received = length;
        for (int i = 0; i < length; i++)
            receiver->buffer[i] = getchar();
    }
    int result = read_beacon(receiver, beacon);
    printf("%d\n", result);
    if (result == 0) {
        size_t length = strnlen(beacon->name, sizeof beacon->name);
        printf("name ");
        for (size_t i = 0; i < length; i++)
            printf("%02x", (unsigned char)beacon->name[i]);
        printf("\n");
        for (int i = 0; i < beacon->count && i < 255; i++)
            printf("weight %d\n", beacon->weights[i]);
    }
    free(receiver);
    free(beacon);
    return 0;
}
