#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

char huge[1L << 44];

int split_fields(const char *line, struct record *record)
{
    return huge[record->count];
}
