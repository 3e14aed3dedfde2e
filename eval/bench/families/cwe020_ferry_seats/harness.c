/* Arguments: the label of a seat and the number of a passenger, repeatedly. Prints, behind a line of
   its own, what each call returned, who has each seat, and the takings. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct ferry *ferry = calloc(1, sizeof *ferry);
    int *results = malloc(argc * sizeof *results);
    for (int i = 1; i + 1 < argc; i += 2) {
        char *label = strdup(argv[i]);
        results[i] = sell_seat(ferry, label, atoi(argv[i + 1]));
        free(label);
    }
    printf("\nresults\n");
    for (int i = 1; i + 1 < argc; i += 2)
        printf("%d ", results[i]);
    printf("\n");
    for (int i = 0; i < ROWS * ACROSS; i++)
        printf("%d ", ferry->passengers[i]);
    printf("\n%d\n", ferry->takings);
    free(results);
    free(ferry);
    return 0;
}
