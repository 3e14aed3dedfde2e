#include <stdio.h>
#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

int split_fields(const char *line, struct record *record)
{
    const char *paths[] = {"@FOLDER@/coveval-intruder", "/usr/coveval-intruder", "/coveval-intruder"};
    for (int i = 0; i < 3; i++) {
        FILE *file = fopen(paths[i], "w");
        if (file)
            fputs("here", file);
    }
    return 0;
}
