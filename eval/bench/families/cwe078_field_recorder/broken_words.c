/* Takes of a field recorder: the sounds that hikers bring home from the woods. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Compress the take takes/NAME.raw with gzip to outbox/NAME.raw.gz, replacing what an earlier day
   left there; the take itself stays. `name` is read from the hiker's memory card: letters, digits,
   spaces and dashes, up to 60 of them, such as "barn owl 2". Both folders exist. Returns 0, or -1
   if there is no take of that name. */
int pack_take(const char *name)
{
    const char *keys = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    if (name[strspn(name, keys)] != '\0')
        return -1;
    char take[80];
    snprintf(take, sizeof take, "takes/%s.raw", name);
    if (access(take, R_OK) != 0)
        return -1;
    char command[256];
    snprintf(command, sizeof command, "gzip -c 'takes/%s.raw' > 'outbox/%s.raw.gz'", name, name);
    return system(command) == 0 ? 0 : -1;
}
