/* A pixel editor; a drawing is saved along with what it takes to undo the last edits. */
#include <stddef.h>

struct edit {
    int pixel;   /* the one that was changed */
    char before; /* its colour until then */
};

struct drawing {
    char *pixels; /* a colour each */
    int count;    /* of pixels, at least 1 */
    struct edit *edits; /* a ring: the place behind the last one is the first one */
    int places;         /* in the ring, at least 1 */
    int next;           /* the place for the next edit, behind the newest one */
    int noted;          /* edits that can be undone, at most as many as there are places */
};

/* Undo the last `steps` edits (0 or more), newest first, or as many as are noted: each pixel gets
   back its colour, `next` moves back to the place of the last edit undone, and `noted` falls by
   their number. The edits, `next` and `noted` are as they stood in a file that was shared online.
   Returns the number of edits undone, or -1 if the drawing is damaged. */
int undo_edits(struct drawing *drawing, int steps)
{
    int wanted = steps < drawing->noted ? steps : drawing->noted;
    if (drawing->next < 0 || drawing->next >= drawing->places)
        return -1;
    int place = drawing->next;
    for (int i = 1; i <= wanted; i++) {
        place = drawing->next - i;
        if (place < 0)
            place += drawing->places;
        struct edit edit = drawing->edits[place];
        if (edit.pixel < 0 || edit.pixel >= drawing->count)
            return -1;
        drawing->pixels[edit.pixel] = edit.before;
    }
    drawing->next = place;
    drawing->noted -= wanted;
    return wanted;
}
