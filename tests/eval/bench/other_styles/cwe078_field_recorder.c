/* Takes of a field recorder: the sounds that hikers bring home from the woods. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define MAX_NAME 60

static int is_name(const char *name)
{
    size_t good = strspn(name, LETTERS CAPITALS "0123456789 -");
    return good > 0 && good <= MAX_NAME && name[good] == '\0';
}

/* Compress the take takes/NAME.raw with gzip to outbox/NAME.raw.gz; 0, or -1 if there is none. */
int pack_take(const char *name)
{
    char take[MAX_NAME + 16];

    if (!is_name(name))
        return -1;
    snprintf(take, sizeof take, "takes/%s.raw", name);
    if (access(take, R_OK) != 0 || setenv("TAKE", name, 1) != 0)
        return -1;
    int status = system("gzip -c < \"takes/$TAKE.raw\" > \"outbox/$TAKE.raw.gz\"");
    unsetenv("TAKE");
    return status == 0 ? 0 : -1;
}
