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
    int done = 0;
    struct strip *from = NULL, *to = NULL;
    char *rest = strchr(cue, ' ');
    if (rest == NULL)
        return 0;
    long a = strtol(rest, &rest, 10), b = strtol(rest, &rest, 10);
    char *end;
    long value = strtol(rest, &end, 10);
    for (int i = 0; i < CHANNELS; i++) {
        struct strip *strip = &desk->channels[i];
        if (i + 1 == a)
            from = strip;
        if (i + 1 == b)
            to = strip;
    }
    if (from == NULL || to == NULL)
        return 0;
    if (strncmp(cue, "copy ", 5) == 0) {
        *to = *from;
        done = 1;
    } else if (strncmp(cue, "gain ", 5) == 0 && end > rest && value >= 0 && value <= 100) {
        for (; from <= to; from++)
            from->gain = (int)value;
        done = 1;
    }
    return done;
}
