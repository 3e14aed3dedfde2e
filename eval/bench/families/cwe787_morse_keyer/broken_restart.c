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
    char *at = keyer->waiting;
    char *last = keyer->waiting + keyer->size - 1;
    for (; *text; text++) {
        if (!isalpha((unsigned char)*text))
            continue;
        const char *sign = letters[toupper((unsigned char)*text) - 'A'];
        size_t length = strlen(sign);
        if (length + 1 > (size_t)(last - at))
            break;
        memcpy(at, sign, length);
        at += length;
        *at++ = ' ';
        count++;
    }
    *at = '\0';
    return count;
}
