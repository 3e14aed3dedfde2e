/* The keyer of an amateur radio beacon. */
#include <ctype.h>
#include <stddef.h>
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

/* Put `text`, which listeners send in, behind the signs that are waiting: of each letter, large or
   small, its dots and dashes and then a space. Characters other than the 26 letters are left out.
   The first letter that does not fit with all its signs and its space ends it.
   `waiting` is still a string then. Returns how many letters were put there. */
int key_text(struct keyer *keyer, const char *text)
{
    int count = 0;
    size_t used = strlen(keyer->waiting);
    for (; *text; text++) {
        int letter = tolower((unsigned char)*text) - 'a';
        if (letter < 0 || letter >= 26)
            continue;
        size_t length = strlen(letters[letter]);
        if (length + 2 >= keyer->size - used)
            break;
        memcpy(keyer->waiting + used, letters[letter], length);
        used += length;
        keyer->waiting[used++] = ' ';
        count++;
    }
    keyer->waiting[used] = '\0';
    return count;
}
