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
    long long left = area->column, right = left + area->columns;
    long long top = area->row, bottom = top + area->rows;
    long long first = by < 0 ? left + by : left, last = by > 0 ? right + by : right;
    if (left >= right || top >= bottom || first < 0 || last > map->columns || top < 0 ||
        bottom > map->rows)
        return -1;
    for (long long row = top; row < bottom; row++) {
        char *line = map->tiles + row * map->columns;
        memmove(line + left + by, line + left, area->columns);
        for (long long column = left; column < right; column++)
            if (column < left + by || column >= right + by)
                line[column] = EMPTY;
    }
    return area->columns * area->rows;
}
