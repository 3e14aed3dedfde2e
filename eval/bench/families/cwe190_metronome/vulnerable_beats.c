/* Renders a metronome for people who practise an instrument. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_SAMPLES 4096
#define CLICK 32767

/* Return a new array of `beats` times `gap` samples, which the caller frees: the first of each
   `gap` samples is CLICK and the others are 0. Both numbers come from a song that anybody may
   publish. Return NULL if one is 0 or the array would have more than MAX_SAMPLES samples. */
int16_t *render_clicks(uint32_t beats, uint32_t gap)
{
    if (beats == 0 || gap == 0 || beats > MAX_SAMPLES || beats * gap > MAX_SAMPLES)
        return NULL;
    int16_t *samples = calloc(beats * gap, sizeof *samples);
    for (uint32_t beat = 0; samples != NULL && beat < beats; beat++)
        samples[beat * gap] = CLICK;
    return samples;
}
