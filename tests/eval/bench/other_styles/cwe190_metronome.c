/* Renders a metronome for people who practise an instrument. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_SAMPLES 4096
#define CLICK 32767

int16_t *render_clicks(uint32_t beats, uint32_t gap)
{
    static const int16_t click = CLICK;
    uint32_t total = 0;

    if (!beats || !gap)
        return NULL;
    for (uint32_t beat = 0; beat < beats; beat++, total += gap)
        if (gap > MAX_SAMPLES - total)
            return NULL;
    int16_t *samples = malloc(total * sizeof *samples);
    for (uint32_t at = 0; samples && at < total; at++)
        samples[at] = at % gap ? 0 : click;
    return samples;
}
