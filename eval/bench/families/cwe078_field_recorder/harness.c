/* Packs the take whose name is the first argument and prints what pack_take returns. */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("%d\n", pack_take(argc > 1 ? argv[1] : ""));
    return 0;
}
