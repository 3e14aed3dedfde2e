/* Unpacks the levels that players of a game send each other. */
#include <stddef.h>

/* Unpack the `size` bytes at `packed` into `level`, which has room for `room` bytes. Each step
   starts with a byte N. N < 128: the next N + 1 bytes are part of the level. Otherwise a byte D
   follows, and N - 127 bytes are repeated, one by one, from D + 1 places back in the level.
   Returns the number of bytes unpacked, or -1 if the level does not fit or is malformed. */
long unpack_level(const unsigned char *packed, size_t size, unsigned char *level, size_t room)
{
    size_t in = 0, out = 0;
    while (in < size) {
        int step = packed[in++];
        size_t length = step % 128 + 1;
        if (length > room - out || in + (step < 128 ? length : 1) > size)
            return -1;
        size_t back = step < 128 ? 0 : packed[in++] + 1;
        if (back > out + 1)
            return -1;
        for (; length > 0; length--, out++)
            level[out] = back ? level[out - back] : packed[in++];
    }
    return (long)out;
}
