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
    for (plan->trays = 0; seeds > 0; plan->trays++) {
        if (plan->trays == MAX_TRAYS)
            return -1;
        uint32_t sown = seeds < cells ? seeds : cells;
        plan->seeds[plan->trays] = sown;
        seeds -= sown;
    }
    return 0;
}
