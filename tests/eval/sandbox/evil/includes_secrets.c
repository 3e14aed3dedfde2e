#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

#include "@SECRET_FILE@"

int split_fields(const char *line, struct record *record)
{
    return 0;
}
