/* Exports the events of a club as a calendar file. */
#include <stddef.h>
#include <string.h>

/* Write `summary`, which any member may type, to `out` the way calendar files want it: with a
   backslash before each comma, semicolon and backslash, and a backslash and an n for a newline.
   `out` has room for `size` bytes, at least 1; the text in it ends with a null byte.
   Returns the length of that text, or -1 if it does not fit. */
int export_summary(const char *summary, char *out, size_t size)
{
    const char *special = ",;\\\n";
    size_t length = 0;
    for (const char *c = summary; *c != '\0'; c++)
        length += strchr(special, *c) ? 2 : 1;
    if (length >= size)
        return -1;
    for (; *summary != '\0'; summary++) {
        if (strchr(special, *summary))
            *out++ = '\\';
        *out++ = *summary == '\n' ? 'n' : *summary;
    }
    *out = '\0';
    return (int)length;
}
