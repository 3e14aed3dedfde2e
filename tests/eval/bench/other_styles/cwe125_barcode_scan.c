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

struct scan {
    const struct scanner *scanner;
    const signed char *next, *end;
    int check;
};

/* The next value of the scan, or -1 at its end. Values below 0 count as the end as well. */
static int take(struct scan *scan)
{
    if (scan->next == scan->end || *scan->next < 0)
        return -1;
    scan->check ^= *scan->next;
    return *scan->next++;
}

/* The character that a value stands for, or -1. */
static int symbol(const struct scan *scan, int value)
{
    return value >= 0 && value < SYMBOLS ? (unsigned char)scan->scanner->alphabet[value] : -1;
}

int decode_scan(const struct scanner *scanner, const signed char *values, int count, char *text)
{
    struct scan scan = {scanner, values + 1, values + count, 0};
    char *out = text;
    int value;

    while ((value = take(&scan)) >= 0) {
        int character = value == SHIFT ? symbol(&scan, take(&scan)) : symbol(&scan, value);
        if (character < 0)
            return -1;
        *out++ = (char)(value == SHIFT ? tolower(character) : character);
    }
    *out = '\0';
    return scan.next == scan.end && scan.check == values[0] ? (int)(out - text) : -1;
}
