/* Parcel lockers of a town, where customers rent doors for what they want to leave there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATIONS 3
#define DOORS 12
#define RENT 150

struct customer {
    int number;
    int owed; /* in cents */
};

/* Who rents which door, 0 for nobody: the doors of the first station, then those of the next. */
int tenants[STATIONS * DOORS];

/* Rent doors of a station, which are labelled from 1 to DOORS, to `customer`, whose phone sent
   `request`: "4" for one door, "2-5" for four. RENT for each is added to what the customer owes.
   `station` is the number of the station where the phone is, from 0 on.
   Returns how many doors are rented, or -1, with nothing changed, if one of them is taken. */
int rent_doors(int station, const char *request, struct customer *customer)
{
    char *rest;
    long first = strtol(request, &rest, 10);
    long last = *rest == '-' ? strtol(rest + 1, NULL, 10) : first;
    if (first < 1 || last < first || last >= DOORS)
        return -1;
    int *doors = tenants + station * DOORS - 1;
    for (long door = first; door <= last; door++) {
        if (doors[door] != 0)
            return -1;
        doors[door] = customer->number;
    }
    int count = last - first + 1;
    customer->owed += count * RENT;
    return count;
}
