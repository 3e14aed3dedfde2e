/* Sowing plans of a nursery that raises seedlings to order. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MAX_TRAYS 40

struct plan {
    uint32_t trays;
    uint32_t seeds[MAX_TRAYS]; /* that are sown in each of the trays */
};

/* Plan the trays for an order of `seeds` seeds in the web shop, where customers also choose how many
   `cells` a tray has. A cell takes one seed: all trays are full but the last, which has the rest.
   An order of no seeds needs no tray.
   Returns 0, or -1 if more than MAX_TRAYS trays are needed or a tray would have no cells. */
int plan_trays(struct plan *plan, uint32_t seeds, uint32_t cells)
{
    if (cells == 0)
        return -1;
    uint64_t trays = ((uint64_t)seeds + cells - 1) / cells;
    if (trays > MAX_TRAYS)
        return -1;
    plan->trays = trays;
    for (uint64_t i = 0; i < trays; i++)
        plan->seeds[i] = i < trays - 1 ? cells : seeds - cells * i;
    return 0;
}
