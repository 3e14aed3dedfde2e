/* Sets up a desk whose main output has the first argument as its gain, the second as its label;
   carries out the other arguments and prints each result, then every strip's gain and label. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct desk *desk = calloc(1, sizeof *desk);
    for (int i = 0; i < CHANNELS; i++) {
        desk->channels[i].gain = 10 + i;
        snprintf(desk->channels[i].label, sizeof desk->channels[i].label, "mic %d", i + 1);
    }
    desk->main_output.gain = atoi(argv[1]);
    snprintf(desk->main_output.label, sizeof desk->main_output.label, "%s", argv[2]);
    for (int i = 3; i < argc; i++) {
        char *cue = strdup(argv[i]);
        printf("%d\n", run_cue(desk, cue));
        free(cue);
    }
    for (int i = 0; i < CHANNELS; i++)
        printf("%d %s\n", desk->channels[i].gain, desk->channels[i].label);
    printf("%d %s\n", desk->main_output.gain, desk->main_output.label);
    free(desk);
    return 0;
}
