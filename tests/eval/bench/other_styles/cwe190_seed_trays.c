/* Sowing plans of a nursery that raises seedlings to order. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MAX_TRAYS 40

struct plan {
    uint32_t trays;
    uint32_t seeds[MAX_TRAYS]; /* that are sown in each of the trays */
};

int plan_trays(struct plan *plan, uint32_t seeds, uint32_t cells)
{
    struct plan draft = {0};

    while (seeds) {
        if (draft.trays == MAX_TRAYS || cells == 0)
            return -1;
        uint32_t sown = seeds < cells ? seeds : cells;
        draft.seeds[draft.trays++] = sown;
        seeds -= sown;
    }
    *plan = draft;
    return 0;
}
