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
    char path[PATH_MAX], part[4096];
    struct stat info;
    size_t got;
    long total = 0;
    const char *step = stand->wanted;
    while (step[0] != '\0') {
        size_t length = strcspn(step, "/");
        if (length == 2 && step[0] == '.' && step[1] == '.')
            return -1;
        step += length + (step[length] == '/');
    }
    snprintf(path, sizeof path, "%s/%s", SCORES, stand->wanted);
    FILE *score = fopen(path, "rb");
    if (!score)
        return -1;
    if (fstat(fileno(score), &info) != 0 || !S_ISREG(info.st_mode)) {
        fclose(score);
        return -1;
    }
    while ((got = fread(part, 1, sizeof part, score)) > 0) {
        fwrite(part, 1, got, stand->screen);
        total += got;
    }
    fclose(score);
    return total;
}
