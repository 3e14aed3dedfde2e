/* The planting plan of a garden, in the little memory of an irrigation computer. */
#include <stddef.h>
#include <string.h>

struct pool {
    char *memory;
    size_t size, used;
};

struct bed {
    char *plant;
    int plants;
    struct bed *next;
};

/* Take `size` bytes from the pool, or return NULL if it has not as many left. */
void *pool_take(struct pool *pool, size_t size)
{
    size = (size + 7) / 8 * 8;
    if (size > pool->size - pool->used)
        return NULL;
    pool->used += size;
    return pool->memory + pool->used - size;
}

/* Copy the plan that a neighbour's computer has shared, a list of beds; it may be of any length.
   All of the copy, its beds and the names of the plants, lies in the pool and needs nothing of the
   original. For each bed just its structure and its name, with its end, are taken.
   Returns the first bed of the copy, or NULL if the list is empty or the pool too small. */
struct bed *copy_plan(struct pool *pool, const struct bed *bed)
{
    size_t total = 0;
    for (const struct bed *each = bed; each; each = each->next)
        total += sizeof *each + (strlen(each->plant) + 8) / 8 * 8;
    char *at = total ? pool_take(pool, total) : NULL;
    struct bed *first = (struct bed *)at;
    for (; at && bed; bed = bed->next) {
        struct bed *copy = (struct bed *)at;
        *copy = *bed;
        copy->plant = strcpy(at + sizeof *copy, bed->plant);
        at += sizeof *copy + (strlen(bed->plant) + 8) / 8 * 8;
        copy->next = bed->next ? (struct bed *)at : NULL;
    }
    return first;
}
