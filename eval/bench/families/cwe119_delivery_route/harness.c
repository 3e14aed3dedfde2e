/* Arguments: from, to, then the stops. Prints the result and the stops after the move. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int count = argc - 3;
    int *stops = malloc(count * sizeof *stops);
    for (int i = 0; i < count; i++)
        stops[i] = atoi(argv[i + 3]);
    printf("%d:", move_stop(stops, count, atoi(argv[1]), atoi(argv[2])));
    for (int i = 0; i < count; i++)
        printf(" %d", stops[i]);
    printf("\n");
    free(stops);
    return 0;
}
