/* Arguments: beats and gap. Prints "refused", or # for each click and . for other samples. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    uint32_t beats = strtoul(argv[1], NULL, 10);
    uint32_t gap = strtoul(argv[2], NULL, 10);
    int16_t *samples = render_clicks(beats, gap);
    if (samples == NULL) {
        printf("refused\n");
        return 0;
    }
    /* The caller believes that the array is as long as it asked for. */
    for (uint64_t i = 0; i < (uint64_t)beats * gap; i++)
        putchar(samples[i] == CLICK ? '#' : samples[i] == 0 ? '.' : '?');
    putchar('\n');
    free(samples);
    return 0;
}
