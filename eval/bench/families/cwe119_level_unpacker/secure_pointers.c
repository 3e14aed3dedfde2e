/* Unpacks the levels that players of a game send each other. */
#include <stddef.h>

/* Unpack the `size` bytes at `packed` into `level`, which has room for `room` bytes. Each step
   starts with a byte N. N < 128: the next N + 1 bytes are part of the level. Otherwise a byte D
   follows, and N - 127 bytes are repeated, one by one, from D + 1 places back in the level.
   Returns the number of bytes unpacked, or -1 if the level does not fit or is malformed. */
long unpack_level(const unsigned char *packed, size_t size, unsigned char *level, size_t room)
{
    const unsigned char *in = packed, *end = packed + size;
    unsigned char *out = level, *full = level + room;
    while (in < end) {
        int step = *in++;
        long length = step < 128 ? step + 1 : step - 127;
        if (full - out < length)
            return -1;
        const unsigned char *from = in;
        if (step < 128 && end - in >= length)
            in += length;
        else if (step >= 128 && in < end && out - level > *in)
            from = out - *in++ - 1;
        else
            return -1;
        while (length-- > 0)
            *out++ = *from++;
    }
    return out - level;
}
