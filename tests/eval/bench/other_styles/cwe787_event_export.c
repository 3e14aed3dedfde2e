/* Exports the events of a club as a calendar file. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

/* What stands behind the backslash for this character, or 0 where it needs none. */
static char escaped(char character)
{
    switch (character) {
    case ',':
    case ';':
    case '\\':
        return character;
    case '\n':
        return 'n';
    default:
        return 0;
    }
}

int export_summary(const char *summary, char *out, size_t size)
{
    size_t length = 0;
    for (const char *c = summary; *c; c++)
        length += escaped(*c) ? 2 : 1;
    if (length >= size || length > INT_MAX) {
        *out = '\0';
        return -1;
    }
    char *end = out + length; /* filled from the back */
    *end = '\0';
    for (const char *c = summary + strlen(summary); c-- != summary;) {
        char code = escaped(*c);
        *--end = code ? code : *c;
        if (code)
            *--end = '\\';
    }
    return (int)length;
}
