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
    int undone = 0;
    if (drawing->next >= drawing->places || drawing->noted > drawing->places)
        return -1;
    while (undone < steps && drawing->noted > 0) {
        drawing->next = (drawing->next + drawing->places - 1) % drawing->places;
        const struct edit *edit = &drawing->edits[drawing->next];
        if (edit->pixel >= drawing->count)
            return -1;
        drawing->pixels[edit->pixel] = edit->before;
        drawing->noted--;
        undone++;
    }
    return undone;
}
