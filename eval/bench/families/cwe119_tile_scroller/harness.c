/* Arguments: the map's columns, the area's column, row, columns and rows, the distance, then the
   map's tiles in one string. Prints the result and the map. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    size_t size = strlen(argv[7]);
    struct map *map = malloc(sizeof *map);
    struct area *area = malloc(sizeof *area);
    map->columns = atoi(argv[1]);
    map->rows = (int)size / map->columns;
    map->tiles = malloc(size);
    memcpy(map->tiles, argv[7], size);
    *area = (struct area){atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5])};
    printf("%d\n", shift_area(map, area, atoi(argv[6])));
    for (int row = 0; row < map->rows; row++)
        printf("%.*s\n", map->columns, map->tiles + row * map->columns);
    free(map->tiles);
    free(map);
    free(area);
    return 0;
}
