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
        if (step < 128) {
            size_t length = step + 1;
            if (length > size - in || length > room - out)
                return -1;
            for (; length > 0; length--)
                level[out++] = packed[in++];
        } else {
            size_t length = step - 127;
            if (in == size || packed[in] >= out)
                return -1;
            for (size_t back = packed[in++] + 1; length > 0; length--, out++)
                level[out] = level[out - back];
        }
    }
    return (long)out;
}
