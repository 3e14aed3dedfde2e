/* Prints what the order given as the first argument costs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    char *order = strdup(argc > 1 ? argv[1] : "");
    printf("%d\n", order_total(order));
    free(order);
    return 0;
}
