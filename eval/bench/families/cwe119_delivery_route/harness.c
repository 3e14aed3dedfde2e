/* Arguments: from, to, then the stops. Prints the result and the stops after the move. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int count = argc - 3;
    /* No stops are the end of a block, where a read of the first one is seen. */
    int before = count > 0 ? 0 : 2;
    int *block = malloc((before + count) * sizeof *block);
    int *stops = block + before;
    for (int i = 0; i < count; i++)
        stops[i] = atoi(argv[i + 3]);
    printf("%d:", move_stop(stops, count, atoi(argv[1]), atoi(argv[2])));
    for (int i = 0; i < count; i++)
        printf(" %d", stops[i]);
    printf("\n");
    free(block);
    return 0;
}
