/* The ladder of a table tennis tournament, on the screens in the hall. */
#include <stdio.h>
#include <string.h>

#define ROWS 6
#define NAME_SIZE 20

struct player {
    const char *name;
    int points;
    struct player *next;
};

struct page {
    int count;
    struct row {
        char name[NAME_SIZE];
        int points;
    } rows[ROWS];
};

/* Fill a row and those below it; returns how many of them are in use. */
static int fill_rows(struct row *row, struct row *end, const struct player *player)
{
    if (row == end)
        return 0;
    strncpy(row->name, player ? player->name : "", sizeof row->name);
    row->name[sizeof row->name - 1] = '\0';
    row->points = player ? player->points : 0;
    return fill_rows(row + 1, end, player ? player->next : NULL) + (player != NULL);
}

void show_ladder(const struct player *players, struct page *page)
{
    page->count = fill_rows(page->rows, page->rows + ROWS, players);
}
