/* Prints the label whose text is the first argument, and what print_jar_label returns. */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("%d\n", print_jar_label(argc > 1 ? argv[1] : ""));
    return 0;
}
