/* Splits the line given as the first argument and prints the count, then a line for each field. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct record *record = malloc(sizeof *record);
    int count = split_fields(argc > 1 ? argv[1] : "", record);
    printf("%d\n", count);
    for (int i = 0; i < count; i++)
        printf("%s\n", record->fields[i]);
    free(record);
    return 0;
}
