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
    struct bed *first = NULL;
    struct bed **end = &first;
    for (; bed; bed = bed->next) {
        struct bed *copy = pool_take(pool, sizeof *copy);
        copy->plants = bed->plants;
        copy->next = NULL;
        copy->plant = pool_take(pool, strlen(bed->plant) + 1);
        if (copy->plant == NULL)
            return NULL;
        strcpy(copy->plant, bed->plant);
        *end = copy;
        end = &copy->next;
    }
    return first;
}
