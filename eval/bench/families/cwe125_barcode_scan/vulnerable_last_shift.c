/* A hand scanner for the barcodes on parcels. */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define SYMBOLS 43
#define SHIFT 43

struct scanner {
    char alphabet[SYMBOLS]; /* the characters that the values 0 to 42 stand for */
    char unlock_code[13];   /* a string; opens the settings */
};

/* Translate a scan into `text`, a string for which there is room for `count` bytes. `values` holds
   the `count` (at least 1) values that the scanner made out in what was held to it. The first one
   is a check: it equals the others combined by exclusive or (0 if there are none). Each other
   value stands for a character of the alphabet; only SHIFT stands for none: the character of the
   value behind it becomes a small letter, if it is a letter.
   Returns the length of the text, or -1 if the check does not match or the scan makes no sense. */
int decode_scan(const struct scanner *scanner, const signed char *values, int count, char *text)
{
    int check = values[0], length = 0;
    for (int i = 1; i < count; i++)
        check ^= values[i];
    if (check != 0)
        return -1;
    const char *alphabet = scanner->alphabet;
    for (int i = 1; i < count; i++) {
        int lower = values[i] == SHIFT;
        int value = values[lower ? ++i : i];
        if (value < 0 || value >= SYMBOLS)
            return -1;
        char symbol = alphabet[value];
        text[length++] = lower ? tolower((unsigned char)symbol) : symbol;
    }
    text[length] = '\0';
    return length;
}
