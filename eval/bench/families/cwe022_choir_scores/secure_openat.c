/* The music stands of a choir, which show each singer the score that he or she asks for. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCORES "scores"

struct stand {
    const char *wanted; /* what the singer has typed: "mass/alto.abc" */
    FILE *screen;
};

/* Copy the score that the singer wants, byte for byte, to the screen of the stand. It is a file in
   the folder SCORES, or in folders in there, which the members fill themselves over SFTP. Its name,
   folders included, has up to 200 characters, of any kind: "op..9/alto (new).abc".
   Returns the number of bytes, or -1, with nothing on the screen, if there is no such file. */
long show_score(struct stand *stand)
{
    char name[PATH_MAX], part[4096], *rest = name, *step;
    struct stat info;
    ssize_t got;
    long total = 0;
    int here = open(SCORES, O_RDONLY | O_DIRECTORY);
    snprintf(name, sizeof name, "%s", stand->wanted);
    while (here >= 0 && (step = strsep(&rest, "/")) != NULL) {
        int next = strcmp(step, "..") != 0 ? openat(here, step, O_RDONLY | O_NOFOLLOW) : -1;
        close(here);
        here = next;
    }
    if (here < 0)
        return -1;
    if (fstat(here, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(here);
        return -1;
    }
    while ((got = read(here, part, sizeof part)) > 0) {
        fwrite(part, 1, got, stand->screen);
        total += got;
    }
    close(here);
    return total;
}
