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

/* A bed with the name of its plant right behind it. */
static struct bed *copy_bed(struct pool *pool, const struct bed *bed)
{
    size_t name = strlen(bed->plant) + 1;
    struct bed *copy = pool_take(pool, sizeof *copy + name);
    if (copy)
        *copy = (struct bed){memcpy(copy + 1, bed->plant, name), bed->plants, NULL};
    return copy;
}

struct bed *copy_plan(struct pool *pool, const struct bed *bed)
{
    struct bed first = {0}, *last = &first;
    size_t before = pool->used;

    for (; bed; bed = bed->next) {
        if (!(last->next = copy_bed(pool, bed))) {
            pool->used = before;
            return NULL;
        }
        last = last->next;
    }
    return first.next;
}
