/* Reads sensor logs, one line of comma-separated values at a time. */
#include <stddef.h>
#include <string.h>

#define MAX_FIELDS 8
#define FIELD_SIZE 16

struct record {
    char fields[MAX_FIELDS][FIELD_SIZE];
    int count;
};

/* Split `line` at its commas into `record`; the line comes from a file that anybody may upload.
   Fields beyond MAX_FIELDS are ignored and long ones are cut to FIELD_SIZE - 1 characters.
   Returns the number of fields stored. */
int split_fields(const char *line, struct record *record)
{
    int field = 0, at = 0;
    for (; *line != '\0' && field < MAX_FIELDS; line++) {
        if (*line == ',') {
            record->fields[field++][at] = '\0';
            at = 0;
        } else if (at < FIELD_SIZE - 1) {
            record->fields[field][at++] = *line;
        }
    }
    if (field < MAX_FIELDS)
        record->fields[field++][at] = '\0';
    return record->count = field;
}
