/* The ticket office of a small railway. */
#define _GNU_SOURCE
#include <limits.h>
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

/* A count from 1 to 20, or 0 for anything else. */
static int parse_count(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits || text[digits])
        return 0;
    long count = strtol(text, NULL, 10);
    return count <= 20 ? (int)count : 0;
}

int order_total(char *order)
{
    int sum = 0;
    for (char *item; (item = strsep(&order, ","));) {
        const struct fare *fare = find_fare(strsep(&item, ":"));
        int count = item ? parse_count(item) : 0;
        if (!fare || !count || sum > INT_MAX - count * fare->cents)
            return -1;
        sum += count * fare->cents;
    }
    return sum;
}
