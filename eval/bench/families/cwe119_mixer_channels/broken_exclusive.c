/* A mixing desk that a theatre's cue list controls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANNELS 6

struct strip {
    int gain; /* 0 to 100 */
    char label[12];
};

struct desk {
    struct strip channels[CHANNELS]; /* the musicians know them as 1 to CHANNELS */
    struct strip main_output;        /* which only the theatre's technician may touch */
};

/* Carry out a cue, as it stands in the list that came with a visiting show:
     gain FIRST LAST VALUE   sets the gain of the channels FIRST to LAST (FIRST <= LAST)
     copy FROM TO            makes channel TO the same as channel FROM
   The words are separated by single spaces.
   Returns 1, or 0, with the desk as it was, if it is not such a cue or VALUE is not 0 to 100. */
int run_cue(struct desk *desk, const char *cue)
{
    int first, last, value;
    struct strip *channels = desk->channels;
    if (sscanf(cue, "gain %d %d %d", &first, &last, &value) == 3) {
        if (first < 1 || last >= CHANNELS || value < 0 || value > 100)
            return 0;
        for (int channel = first; channel <= last; channel++)
            channels[channel - 1].gain = value;
        return 1;
    }
    if (sscanf(cue, "copy %d %d", &first, &last) == 2) {
        if (first < 1 || first >= CHANNELS || last < 1 || last >= CHANNELS)
            return 0;
        channels[last - 1] = channels[first - 1];
        return 1;
    }
    return 0;
}
