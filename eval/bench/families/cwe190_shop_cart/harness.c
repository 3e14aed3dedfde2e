/* Arguments: the credit, then price and quantity of each line. Prints the result and the credit. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    size_t count = (argc - 2) / 2;
    struct line *lines = malloc(count > 0 ? count * sizeof *lines : 1);
    for (size_t i = 0; i < count; i++) {
        lines[i].price = strtoul(argv[2 * i + 2], NULL, 10);
        lines[i].quantity = strtoul(argv[2 * i + 3], NULL, 10);
    }
    uint32_t *credit = malloc(sizeof *credit);
    *credit = strtoul(argv[1], NULL, 10);
    int result = charge_cart(lines, count, credit);
    printf("%d %u\n", result, *credit);
    free(credit);
    free(lines);
    return 0;
}
