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
    record->count = 0;
    while (record->count < MAX_FIELDS) {
        size_t length = strcspn(line, ",");
        size_t kept = length < FIELD_SIZE ? length : FIELD_SIZE - 1;
        memcpy(record->fields[record->count], line, kept);
        record->fields[record->count][kept] = '\0';
        record->count++;
        if (line[length] == '\0')
            break;
        line += length + 1;
    }
    return record->count;
}
