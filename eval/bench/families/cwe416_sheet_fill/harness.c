/* The first argument holds the text of the cells, a letter each and - for an empty one. Each
   further one is a fill, SOURCE:FIRST:LAST, whose result it prints. Then it prints the cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct sheet *sheet = calloc(1, sizeof *sheet);
    const char *letters = argc > 1 ? argv[1] : "";
    for (int i = 0; i < CELLS && letters[i]; i++)
        if (letters[i] != '-')
            sheet->cells[i] = strndup(letters + i, 1);
    for (int i = 2; i < argc; i++) {
        int source = 0, first = 0, last = 0;
        sscanf(argv[i], "%d:%d:%d", &source, &first, &last);
        printf("%d ", fill_cells(sheet, source, first, last));
    }
    for (int i = 0; i < CELLS; i++) {
        printf("%s", sheet->cells[i] ? sheet->cells[i] : "-");
        free(sheet->cells[i]);
    }
    free(sheet);
    return 0;
}
