/* A receiver for the beacons of beehives. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BUFFER_SIZE 96

struct receiver {
    size_t received;             /* bytes of the frame that is in the buffer, at most BUFFER_SIZE */
    uint8_t buffer[BUFFER_SIZE]; /* used again for every frame that comes in */
};

struct beacon {
    char name[256];
    int count;
    int weights[255]; /* in grams */
};

/* Take apart the frame in the receiver's buffer, which any radio nearby may have sent: a byte N,
   the N bytes of the hive's name, a byte M and M weights of two bytes each, the high byte first.
   Bytes behind the last weight are ignored.
   Returns 0 with the whole of `beacon` filled in (the name as a string), or -1 if the frame is
   incomplete. */
int read_beacon(const struct receiver *receiver, struct beacon *beacon)
{
    const uint8_t *at = receiver->buffer;
    size_t left = BUFFER_SIZE;
    if (receiver->received < 1 || left - 1 < at[0])
        return -1;
    size_t length = *at++;
    memcpy(beacon->name, at, length);
    beacon->name[length] = '\0';
    at += length;
    left -= length + 1;
    if (left < 1 || left - 1 < 2 * (size_t)at[0])
        return -1;
    beacon->count = *at++;
    for (int i = 0; i < beacon->count; i++, at += 2)
        beacon->weights[i] = at[0] << 8 | at[1];
    return 0;
}
