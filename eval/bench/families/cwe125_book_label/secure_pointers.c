/* Reads the radio labels in the books of a library. */
#include <stddef.h>
#include <string.h>

/* A label is a row of records, each a byte for its type, a byte for the length of its value, and
   the value. Find the first record of type `wanted` in the `size` bytes that the scanner received
   from whatever was held to it, and copy its value to `value`, which has room for 255 bytes.
   Returns the length of the value, or -1 if there is no such record. */
int find_record(const unsigned char *label, size_t size, int wanted, unsigned char *value)
{
    const unsigned char *end = label + size, *next;
    for (; end - label >= 2; label = next) {
        int length = label[1];
        next = label + 2 + length;
        if (end - label < 2 + length)
            break;
        if (label[0] == wanted) {
            for (label += 2; label < next; label++)
                *value++ = *label;
            return length;
        }
    }
    return -1;
}
