/* The map editor of a platform game. */
#include <stdbool.h>
#include <stdint.h>
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

static bool spans_within(int64_t start, int64_t length, int64_t whole)
{
    return start >= 0 && length > 0 && start + length <= whole;
}

int shift_area(struct map *map, const struct area *area, int by)
{
    int64_t target = (int64_t)area->column + by;
    if (!spans_within(area->row, area->rows, map->rows) ||
        !spans_within(area->column, area->columns, map->columns) ||
        !spans_within(target, area->columns, map->columns))
        return -1;

    size_t width = area->columns, pitch = map->columns;
    char *lifted = malloc(width);
    if (!lifted)
        return -1;
    char *row = map->tiles + area->row * pitch;
    for (int left = area->rows; left; left--, row += pitch) {
        memcpy(lifted, row + area->column, width);
        memset(row + area->column, EMPTY, width);
        memcpy(row + target, lifted, width);
    }
    free(lifted);
    return area->columns * area->rows;
}
