/* Arguments: captions, LINE:COLUMN:TEXT. Prints each result, then the lines of the board with a dot
   for every lamp that is dark. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct scoreboard *board = malloc(sizeof *board);
    for (int line = 0; line < LINES; line++)
        board->lamps[line] = memset(malloc(COLUMNS), '.', COLUMNS);
    for (int i = 1; i < argc; i++) {
        char *at = argv[i];
        struct caption *caption = calloc(1, sizeof *caption);
        caption->line = (short)strtol(at, &at, 10);
        caption->column = (short)strtol(at + 1, &at, 10);
        strncpy(caption->text, at + 1, sizeof caption->text - 1);
        printf("%d\n", show_caption(board, caption));
        free(caption);
    }
    for (int line = 0; line < LINES; line++) {
        printf("%.*s\n", COLUMNS, board->lamps[line]);
        free(board->lamps[line]);
    }
    free(board);
    return 0;
}
