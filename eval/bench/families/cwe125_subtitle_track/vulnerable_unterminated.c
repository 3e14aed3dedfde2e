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
    const char *at = track, *end = track + size;
    while (at < end) {
        double from = -1, to = -1;
        for (; isdigit((unsigned char)*at); at++)
            from = (from < 0 ? 0 : from * 10) + *at - '0';
        if (*at == '-')
            for (at++; isdigit((unsigned char)*at); at++)
                to = (to < 0 ? 0 : to * 10) + *at - '0';
        int shown = from >= 0 && from <= second && second <= to && *at == ' ';
        const char *start = shown ? at + 1 : at;
        while (*at != '\n')
            at++;
        if (shown) {
            size_t length = at - start < TEXT_SIZE ? at - start : TEXT_SIZE - 1;
            memcpy(text, start, length);
            text[length] = '\0';
            return 1;
        }
        at++;
    }
    return 0;
}
