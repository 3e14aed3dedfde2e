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
    char path[80], block[4096];
    size_t size;
    snprintf(path, sizeof path, "takes/%s.raw", name);
    FILE *take = fopen(path, "rb");
    FILE *gzip = take != NULL ? popen("gzip -c > outbox/.part", "w") : NULL;
    if (gzip == NULL)
        return -1;
    while ((size = fread(block, 1, sizeof block, take)) > 0)
        fwrite(block, 1, size, gzip);
    fclose(take);
    snprintf(path, sizeof path, "outbox/%s.raw.gz", name);
    return pclose(gzip) == 0 && rename("outbox/.part", path) == 0 ? 0 : -1;
}
