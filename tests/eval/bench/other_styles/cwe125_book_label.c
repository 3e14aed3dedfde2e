/* Reads the radio labels in the books of a library. */
#include <stddef.h>
#include <string.h>

struct record {
    int type;
    int length;
    const unsigned char *value;
};

struct bytes {
    const unsigned char *at;
    size_t left;
};

/* Cut the first record off the bytes; 0 if there is no whole one. */
static int next_record(struct bytes *bytes, struct record *record)
{
    if (bytes->left < 2 || bytes->left - 2 < bytes->at[1])
        return 0;
    *record = (struct record){bytes->at[0], bytes->at[1], bytes->at + 2};
    bytes->at += 2 + record->length;
    bytes->left -= 2 + record->length;
    return 1;
}

int find_record(const unsigned char *label, size_t size, int wanted, unsigned char *value)
{
    struct bytes rest = {label, size};
    struct record record;
    do
        if (!next_record(&rest, &record))
            return -1;
    while (record.type != wanted);
    memcpy(value, record.value, record.length);
    return record.length;
}
