/* Arguments: seeds and cells. Prints, behind a line of its own, the result and, if it is 0, the number
   of trays and the seeds in each of them. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct plan *plan = malloc(sizeof *plan);
    memset(plan, 0xEE, sizeof *plan);
    int result = plan_trays(plan, strtoul(argv[1], NULL, 10), strtoul(argv[2], NULL, 10));
    printf("\nresult\n%d", result);
    if (result == 0) {
        printf(" %u", plan->trays);
        for (uint32_t i = 0; i < plan->trays; i++)
            printf(" %u", plan->seeds[i]);
    }
    free(plan);
    return 0;
}
