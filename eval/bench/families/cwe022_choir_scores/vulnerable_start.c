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
    char path[PATH_MAX];
    struct stat info;
    long total = 0;
    int byte;
    if (stand->wanted[0] == '/' || strncmp(stand->wanted, "../", 3) == 0)
        return -1;
    snprintf(path, sizeof path, "%s/%s", SCORES, stand->wanted);
    int file = open(path, O_RDONLY);
    if (file < 0)
        return -1;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(file);
        return -1;
    }
    FILE *score = fdopen(file, "rb");
    for (; (byte = getc(score)) != EOF; total++)
        putc(byte, stand->screen);
    fclose(score);
    return total;
}
