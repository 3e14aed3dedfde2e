#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

__attribute__((no_sanitize("address", "undefined"))) int split_fields(const char *, struct record *);

int split_fields(const char *line, struct record *record)
{
    for (int at = 0; line[at]; at++)
        record->fields[0][at] = line[at];
    return record->count = 1;
}
