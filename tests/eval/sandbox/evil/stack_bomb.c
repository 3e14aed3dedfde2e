#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

int split_fields(const char *line, struct record *record)
{
    char frame[1 << 16];
    frame[line[0]] = line[0];
    return split_fields(line, record) + frame[line[0]];
}
