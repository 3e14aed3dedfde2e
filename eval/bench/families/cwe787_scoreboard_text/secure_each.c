/* The scoreboard of a sports hall: lines of lamps that show a character each. */
#include <stddef.h>
#include <string.h>

#define LINES 4
#define COLUMNS 16

struct scoreboard {
    char *lamps[LINES]; /* each points to a line of COLUMNS lamps, which ends without a null byte */
};

struct caption {
    short line;
    short column;
    char text[64]; /* a string */
};

/* Show a caption that came in by radio: its first character at `line` and `column`, both counted
   from 0, and the others to the right of it. Captions scroll in and out, so that part of the text,
   or all, may lie beside the board on either side, and below or above it. That part is not shown.
   Returns how many characters are shown. */
int show_caption(struct scoreboard *board, const struct caption *caption)
{
    int shown = 0;
    if (caption->line < 0 || caption->line >= LINES)
        return 0;
    for (int i = 0; caption->text[i] != '\0'; i++) {
        int column = caption->column + i;
        if (column >= 0 && column < COLUMNS) {
            board->lamps[caption->line][column] = caption->text[i];
            shown++;
        }
    }
    return shown;
}
