/* A player for films with subtitles. */
#include <regex.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 40

/* Whether a line is to be shown; its text is then at `text`. */
static int shows(const regex_t *form, const char *line, int second, const char **text)
{
    regmatch_t parts[4];
    if (second < 0 || regexec(form, line, 4, parts, 0) != 0)
        return 0;
    unsigned long long now = second;
    *text = line + parts[3].rm_so;
    return strtoull(line + parts[1].rm_so, NULL, 10) <= now &&
           now <= strtoull(line + parts[2].rm_so, NULL, 10);
}

int subtitle_at(const char *track, size_t size, int second, char *text)
{
    const char *found, *end = track + size;
    int shown = 0;
    regex_t form;

    if (size == 0 || regcomp(&form, "^([0-9]+)-([0-9]+) (.+)$", REG_EXTENDED) != 0)
        return 0;
    while (!shown && track < end) {
        const char *stop = memchr(track, '\n', end - track);
        if (!stop)
            stop = end;
        char *line = strndup(track, stop - track);
        if (!line)
            break;
        if ((shown = shows(&form, line, second, &found)))
            snprintf(text, TEXT_SIZE, "%s", found);
        free(line);
        track = stop < end ? stop + 1 : end;
    }
    regfree(&form);
    return shown;
}
