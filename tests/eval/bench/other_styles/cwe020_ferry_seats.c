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

/* The number of the seat whose label reads just like this, or ROWS * ACROSS. */
static int seat_called(const char *label)
{
    int seat;
    for (seat = 0; seat < ROWS * ACROSS; seat++) {
        char own[16];
        snprintf(own, sizeof own, "%d%c", seat / ACROSS + 1, 'A' + seat % ACROSS);
        if (!strcmp(own, label))
            break;
    }
    return seat;
}

int sell_seat(struct ferry *ferry, const char *label, int passenger)
{
    int seat = label ? seat_called(label) : ROWS * ACROSS;

    if (seat == ROWS * ACROSS || passenger == 0 || ferry->passengers[seat] != 0)
        return -1;
    int cost = seat < LOUNGE_ROWS * ACROSS ? LOUNGE_FARE : FARE;
    ferry->passengers[seat] = passenger;
    ferry->takings += cost;
    return cost;
}
