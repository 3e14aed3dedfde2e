/* The keyer of an amateur radio beacon. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const letters[26] = {
    ".-",   "-...", "-.-.", "-..",  ".",   "..-.", "--.",  "....", "..",
    ".---", "-.-",  ".-..", "--",   "-.",  "---",  ".--.", "--.-", ".-.",
    "...",  "-",    "..-",  "...-", ".--", "-..-", "-.--", "--..",
};

struct keyer {
    char *waiting; /* the signs still to be sent, a string */
    size_t size;   /* how many bytes there are at `waiting`, at least 1 */
};

static const char *signs_of(char character)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";
    const char *found = character ? strchr(alphabet, tolower((unsigned char)character)) : NULL;
    return found ? letters[found - alphabet] : NULL;
}

int key_text(struct keyer *keyer, const char *text)
{
    char *end = strchr(keyer->waiting, '\0');
    size_t room = keyer->size - (size_t)(end - keyer->waiting);
    int put = 0;

    for (; *text; text++) {
        const char *signs = signs_of(*text);
        if (!signs)
            continue;
        int needed = snprintf(end, room, "%s ", signs);
        if (needed < 0 || (size_t)needed >= room) {
            *end = '\0';
            break;
        }
        end += needed;
        room -= (size_t)needed;
        put++;
    }
    return put;
}
