/* Standard input holds frames, each behind a byte for its size; they are received in turn, with
   the one before on the stack. Prints the answer to each on its own line, in hexadecimal digits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

__attribute__((noinline)) static void harness_fill_stack(const unsigned char *frame)
{
    volatile unsigned char used[4096];
    for (size_t i = 0; i < sizeof used; i++)
        used[i] = frame[i % FRAME_SIZE];
}

int main(void)
{
    struct radio *radio = calloc(1, sizeof *radio);
    for (int size = getchar(); size != EOF && size <= FRAME_SIZE; size = getchar()) {
        unsigned char *answer = malloc(FRAME_SIZE), frame[FRAME_SIZE];
        memcpy(frame, radio->frame, FRAME_SIZE);
        radio->received = fread(radio->frame, 1, size, stdin);
        harness_fill_stack(frame);
        size_t written = answer_meter(radio, answer);
        for (size_t i = 0; (ssize_t)written > 0 && i < written; i++)
            printf("%02x", answer[i]);
        printf("\n");
        free(answer);
    }
    free(radio);
    return 0;
}
