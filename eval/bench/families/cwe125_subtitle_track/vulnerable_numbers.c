/* A player for films with subtitles. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 40

/* Find what to show `second` seconds into a film. `track` is a file from a subtitle exchange, just
   as its `size` bytes were read from the disk. Its lines end in '\n'; "75-80 Who is there?" is to
   be shown from second 75 to second 80, both included: two whole numbers with a dash between them,
   a space, and some text. Lines of any other form are passed over.
   Stores the text of the first line to show, as a string cut to TEXT_SIZE - 1 characters, in
   `text`, which has room for TEXT_SIZE.
   Returns 1, or 0 if there is nothing to show. */
int subtitle_at(const char *track, size_t size, int second, char *text)
{
    const char *line = track, *end = track + size;
    while (line < end) {
        const char *stop = memchr(line, '\n', end - line);
        if (stop == NULL)
            stop = end;
        const char *at = line;
        double from = -1, to = -1;
        for (; isdigit((unsigned char)*at); at++)
            from = (from < 0 ? 0 : from * 10) + *at - '0';
        if (*at == '-')
            for (at++; isdigit((unsigned char)*at); at++)
                to = (to < 0 ? 0 : to * 10) + *at - '0';
        if (from >= 0 && from <= second && second <= to && *at == ' ') {
            int length = (int)(stop - at) - 1;
            snprintf(text, TEXT_SIZE, "%.*s", length, at + 1);
            return 1;
        }
        line = stop + 1;
    }
    return 0;
}
