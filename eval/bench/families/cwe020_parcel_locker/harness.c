/* Arguments: customer, station and request, repeatedly. Prints, behind a line of its own, what each
   request returned, the tenants of each station on a line, and what each customer owes. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct customer *customers = calloc(10, sizeof *customers);
    int *results = malloc(argc * sizeof *results);
    for (int i = 0; i < 10; i++)
        customers[i].number = i;
    for (int i = 1; i + 2 < argc; i += 3)
        results[i] = rent_doors(atoi(argv[i + 1]), argv[i + 2], &customers[atoi(argv[i])]);
    printf("\nresults\n");
    for (int i = 1; i + 2 < argc; i += 3)
        printf("%d ", results[i]);
    printf("\n");
    for (int i = 0; i < STATIONS * DOORS; i++)
        printf("%d%c", tenants[i], (i + 1) % DOORS ? ' ' : '\n');
    for (int i = 0; i < 10; i++)
        printf("%d ", customers[i].owed);
    free(results);
    free(customers);
    return 0;
}
