/* Prints the label whose text is the first argument, and what print_jar_label returns. The stack is
   not empty before. */
#include <stdio.h>

__attribute__((noinline)) static void harness_fill_stack(void)
{
    volatile char used[16384];
    for (size_t i = 0; i < sizeof used; i++)
        used[i] = '7';
}

int main(int argc, char **argv)
{
    harness_fill_stack();
    printf("%d\n", print_jar_label(argc > 1 ? argv[1] : ""));
    return 0;
}
