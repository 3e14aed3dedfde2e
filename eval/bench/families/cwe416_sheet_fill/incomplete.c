/* The cells of a spreadsheet that several people edit over the network. */
#include <stdlib.h>
#include <string.h>

#define CELLS 12

struct sheet {
    char *cells[CELLS]; /* each a string of its own on the heap, or NULL for an empty cell */
};

/* Replace the content of the cells `first` to `last` by copies of what the cell `source` holds and
   free what they held before. The numbers come from somebody's edit. Returns 0, or -1 and changes
   nothing if one of them is not a cell or `first` lies behind `last`. */
int fill_cells(struct sheet *sheet, int source, int first, int last)
{
    // >>> complete here
}
