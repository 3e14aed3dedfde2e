/* The collector at the end of a street: it answers the water meters that call it by radio. */
#include <stddef.h>
#include <string.h>

#define FRAME_SIZE 64

struct radio {
    unsigned char frame[FRAME_SIZE]; /* the newest frame, received over those of other meters */
    size_t received;                 /* how many bytes the newest one has, at most FRAME_SIZE */
};

/* Answer the newest frame, which any sender in reach may have made. A reading is an 'R', a byte for
   the length of the meter's name, the name, and four bytes for the litres. Its answer is an 'A',
   followed by length, name and litres as they came. What comes after the litres does not matter. A
   frame that does not start with 'R' gets no answer. Returns the number of bytes written to
   `answer`, which has room for FRAME_SIZE of them, or 0 if there is no answer. */
size_t answer_meter(const struct radio *radio, unsigned char *answer)
{
    const unsigned char *frame = radio->frame;
    if (radio->received < 2 || frame[0] != 'R')
        return 0;
    size_t size = 2 + frame[1] + 4;
    if (size > FRAME_SIZE)
        return 0;
    memcpy(answer, frame, size);
    answer[0] = 'A';
    return size;
}
