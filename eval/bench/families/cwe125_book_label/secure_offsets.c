/* Reads the radio labels in the books of a library. */
#include <stddef.h>
#include <string.h>

/* A label is a row of records, each a byte for its type, a byte for the length of its value, and
   the value. Find the first record of type `wanted` in the `size` bytes that the scanner received
   from whatever was held to it, and copy its value to `value`, which has room for 255 bytes.
   Returns the length of the value, or -1 if there is no such record. */
int find_record(const unsigned char *label, size_t size, int wanted, unsigned char *value)
{
    size_t at = 0;
    while (at + 2 <= size) {
        int type = label[at];
        size_t length = label[at + 1];
        at += 2;
        if (length > size - at)
            return -1;
        if (type == wanted) {
            memcpy(value, label + at, length);
            return (int)length;
        }
        at += length;
    }
    return -1;
}
