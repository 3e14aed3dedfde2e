/* The first argument is the size of the pool, in bytes or, as in +0 or +-8, compared with what the
   plan needs. The others are the beds, such as bean*12. Copies the plan, destroys the original and
   prints what the copy holds, or none. Then it copies the copy into what is left of the pool. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int harness_inside(const struct pool *pool, const void *block, size_t size)
{
    size_t offset = (size_t)((const char *)block - pool->memory);
    return offset <= pool->used && size <= pool->used - offset;
}

static void harness_print(const struct pool *pool, const struct bed *bed)
{
    if (bed == NULL)
        printf("none");
    for (; bed; bed = bed->next) {
        if (!harness_inside(pool, bed, sizeof *bed)
            || !harness_inside(pool, bed->plant, strlen(bed->plant) + 1))
            printf("outside the pool: ");
        printf("%s*%d%s", bed->plant, bed->plants, bed->next ? " " : "");
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    struct bed *plan = NULL, **end = &plan;
    size_t needed = 0;
    for (int i = 2; i < argc; i++) {
        size_t length = strcspn(argv[i], "*");
        *end = calloc(1, sizeof **end);
        (*end)->plant = strndup(argv[i], length);
        (*end)->plants = atoi(argv[i] + length + 1);
        end = &(*end)->next;
        needed += sizeof **end + (length + 8) / 8 * 8;
    }
    struct pool *pool = calloc(1, sizeof *pool);
    pool->size = strtol(argv[1] + (argv[1][0] == '+'), NULL, 10);
    if (argv[1][0] == '+')
        pool->size += needed;
    pool->memory = malloc(pool->size ? pool->size : 1);
    memset(pool->memory, '#', pool->size ? pool->size : 1);
    struct bed *copy = copy_plan(pool, plan);
    while (plan) {
        struct bed *bed = plan;
        plan = bed->next;
        memset(bed->plant, '?', strlen(bed->plant));
        free(bed->plant);
        bed->plant = NULL;
        bed->next = NULL;
        free(bed);
    }
    harness_print(pool, copy);
    if (copy)
        harness_print(pool, copy_plan(pool, copy));
    free(pool->memory);
    free(pool);
    return 0;
}
