/* Seat sales of a ferry, whose front rows are a lounge with a view. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 24, ACROSS = 4, LOUNGE_ROWS = 6 };
enum { LOUNGE_FARE = 5200, FARE = 1900 }; /* in cents */

struct ferry {
    int passengers[ROWS * ACROSS]; /* row by row, in each from A to D; 0 is a free seat */
    int takings;
};

/* Sell a seat to `passenger`, who entered its label on a web page: "7C" is the third seat of row 7.
   Rows are numbered from 1; a seat in one of the first LOUNGE_ROWS costs LOUNGE_FARE, any other
   FARE, and what it costs is added to the takings.
   Returns what it costs, or -1, with nothing changed, if somebody has that seat already. */
int sell_seat(struct ferry *ferry, const char *label, int passenger)
{
    char *rest;
    long row = strtol(label, &rest, 10);
    if (row < 1 || row > ROWS || *rest < 'A' || *rest >= 'A' + ACROSS || rest[1] != '\0')
        return -1;
    int seat = (row - 1) * ACROSS + (*rest - 'A');
    if (ferry->passengers[seat] != 0)
        return -1;
    int fare = row <= LOUNGE_ROWS ? LOUNGE_FARE : FARE;
    ferry->passengers[seat] = passenger;
    ferry->takings += fare;
    return fare;
}
