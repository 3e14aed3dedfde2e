/* Reads the radio labels in the books of a library. */
#include <stddef.h>
#include <string.h>

/* A label is a row of records, each a byte for its type, a byte for the length of its value, and
   the value. Find the first record of type `wanted` in the `size` bytes that the scanner received
   from whatever was held to it, and copy its value to `value`, which has room for 255 bytes.
   Returns the length of the value, or -1 if there is no such record. */
int find_record(const unsigned char *label, size_t size, int wanted, unsigned char *value)
{
    const unsigned char *at = label, *end = label + size;
    while (end - at >= 2) {
        int type = *at++;
        size_t length = *at++;
        if (length > size)
            return -1;
        if (type == wanted) {
            memcpy(value, at, length);
            return (int)length;
        }
        at += length;
    }
    return -1;
}
