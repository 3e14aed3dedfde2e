/* The map editor of a platform game. */
#include <stdlib.h>
#include <string.h>

#define EMPTY '.'

struct map {
    int columns, rows; /* at least 1 */
    char *tiles;       /* columns * rows of them, row by row from the top */
};

struct area {
    int column, row; /* of its top left tile, both counted from 0 */
    int columns, rows;
};

/* Move the tiles of `area` by `by` columns to the right or, if `by` is negative, to the left. They
   cover what was there; places of the area that no tile is moved to become EMPTY. Area and
   distance come from a macro that players exchange.
   Returns the number of tiles moved, or -1, with the map as it was, if the area is empty or any of
   it would lie outside the map before or after the move. */
int shift_area(struct map *map, const struct area *area, int by)
{
    if (area->columns < 1 || area->columns > map->columns || area->rows < 1 ||
        area->rows > map->rows)
        return -1;
    int free_columns = map->columns - area->columns, free_rows = map->rows - area->rows;
    if (area->column < 0 || area->column > free_columns || area->row < 0 || area->row > free_rows)
        return -1;
    size_t width = area->columns;
    char *kept = malloc(width);
    for (int i = 0; i < area->rows; i++) {
        char *tiles = map->tiles + (size_t)(area->row + i) * map->columns + area->column;
        memcpy(kept, tiles, width);
        memset(tiles, EMPTY, width);
        memcpy(tiles + by, kept, width);
    }
    free(kept);
    return area->columns * area->rows;
}
