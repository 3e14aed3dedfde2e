/* The ticket office of a small railway. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fare {
    const char *name;
    int cents;
};

static const struct fare fares[] = {{"adult", 950}, {"child", 400}, {"bike", 250}};

const struct fare *find_fare(const char *name)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(fares[i].name, name) == 0)
            return &fares[i];
    return NULL;
}

/* Work out what an order costs; a customer typed it, such as "adult:2,bike:1". It may be changed.
   Returns the sum in cents, or -1 if an item is of a kind that is not sold, or is without a count
   from 1 to 20. */
int order_total(char *order)
{
    int total = 0;
    for (char *item = strtok(order, ","); item; item = strtok(NULL, ",")) {
        char *count = strchr(item, ':');
        if (count == NULL)
            return -1;
        *count++ = '\0';
        const struct fare *fare = find_fare(item);
        int tickets = atoi(count);
        if (fare == NULL || tickets < 1 || tickets > 20)
            return -1;
        total = fare->cents * tickets;
    }
    return total;
}
