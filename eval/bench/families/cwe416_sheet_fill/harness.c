/* The first argument holds the text of the cells, a letter each and - for an empty one. Each
   further one is a fill, SOURCE:FIRST:LAST, whose result it prints. Then it prints the cells, and
   how many bytes leaked, if any did. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t __sanitizer_get_current_allocated_bytes(void);

static char harness_output[65536];

int main(int argc, char **argv)
{
    setvbuf(stdout, harness_output, _IOFBF, sizeof harness_output);
    size_t before = __sanitizer_get_current_allocated_bytes();
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
    if (__sanitizer_get_current_allocated_bytes() != before)
        printf(" leaked %zu", __sanitizer_get_current_allocated_bytes() - before);
    return 0;
}
