/* Exports the events of a club as a calendar file. */
#include <stddef.h>
#include <string.h>

/* Write `summary`, which any member may type, to `out` the way calendar files want it: with a
   backslash before each comma, semicolon and backslash, and a backslash and an n for a newline.
   `out` has room for `size` bytes, at least 1; the text in it ends with a null byte.
   Returns the length of that text, or -1 if it does not fit. */
int export_summary(const char *summary, char *out, size_t size)
{
    size_t used = 0;
    for (; *summary != '\0'; summary++) {
        size_t needed = strchr(",;\n", *summary) ? 2 : 1;
        if (needed >= size - used)
            return -1;
        if (needed == 2)
            out[used++] = '\\';
        out[used++] = *summary == '\n' ? 'n' : *summary;
    }
    out[used] = '\0';
    return (int)used;
}
