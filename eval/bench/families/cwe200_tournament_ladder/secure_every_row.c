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

/* Put the ladder on `page`: the first ROWS players of the list, which is in the right order, each
   with points and name; of a longer name its first NAME_SIZE - 1 bytes. page->count tells how many
   rows are in use, and names end with a zero byte. The caller sends the whole page to all screens.
   It takes pages from a pool that the office uses too, for letters to the players. */
void show_ladder(const struct player *players, struct page *page)
{
    page->count = 0;
    for (int i = 0; i < ROWS; i++) {
        struct row *row = &page->rows[i];
        strncpy(row->name, players != NULL ? players->name : "", NAME_SIZE);
        row->name[NAME_SIZE - 1] = '\0';
        row->points = players != NULL ? players->points : 0;
        if (players != NULL) {
            page->count++;
            players = players->next;
        }
    }
}
