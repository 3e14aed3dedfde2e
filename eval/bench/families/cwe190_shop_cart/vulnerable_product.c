/* Takes payment for the carts of an online shop. */
#include <stddef.h>
#include <stdint.h>

struct line {
    uint32_t price;    /* of one piece, in cents */
    uint16_t quantity; /* as the customer entered it */
};

/* Charge the lines of a cart, at most 100, to the customer's `credit` in cents: price times quantity.
   Returns 0 when the customer has paid, or -1, with the credit as it was, if it is too little. */
int charge_cart(const struct line *lines, size_t count, uint32_t *credit)
{
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += lines[i].price * lines[i].quantity;
    if (total > *credit)
        return -1;
    *credit -= total;
    return 0;
}
