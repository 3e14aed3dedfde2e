/* Arguments: the pixels in one string, places, next, noted, steps, then the edits from the first
   place on, as PIXEL:COLOUR. Prints the result, the pixels, next and noted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct drawing *drawing = malloc(sizeof *drawing);
    drawing->count = (int)strlen(argv[1]);
    drawing->pixels = malloc(drawing->count);
    memcpy(drawing->pixels, argv[1], drawing->count);
    drawing->places = atoi(argv[2]);
    drawing->edits = malloc(drawing->places * sizeof *drawing->edits);
    for (int i = 0; i < drawing->places; i++) {
        const char *edit = i + 6 < argc ? argv[i + 6] : "0:?";
        drawing->edits[i] = (struct edit){atoi(edit), strchr(edit, ':')[1]};
    }
    drawing->next = atoi(argv[3]);
    drawing->noted = atoi(argv[4]);
    printf("%d\n", undo_edits(drawing, atoi(argv[5])));
    printf("%.*s\n", drawing->count, drawing->pixels);
    printf("%d %d\n", drawing->next, drawing->noted);
    free(drawing->pixels);
    free(drawing->edits);
    free(drawing);
    return 0;
}
