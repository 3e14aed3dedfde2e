/* The chart reader of a knitting machine. */
#include <stddef.h>
#include <string.h>

#define NEEDLES 48
#define EDGE 'k'

/* Lay out a row of a chart that somebody downloaded. Its first three bytes say how many stitches of
   EDGE there are on either side, how many stitches the motif has, and how often it is knitted in
   a row; then come the stitches of the motif, a letter each. What follows them means nothing.
   The row goes to `needles`, which has room for NEEDLES letters: edge, motifs, edge.
   Returns how many stitches the row has, or -1 if it has more than there are needles or if the
   `size` bytes of `chart` end before the motif does. */
int lay_row(const unsigned char *chart, size_t size, char *needles)
{
    unsigned char stitches = size < 3 ? 0 : 2 * chart[0] + chart[1] * chart[2];
    if (size < 3 || size - 3 < chart[1] || stitches > NEEDLES)
        return -1;
    int used = 0;
    for (int i = 0; i < chart[0]; i++)
        needles[used++] = EDGE;
    for (int i = 0; i < chart[1] * chart[2]; i++)
        needles[used++] = chart[3 + i % chart[1]];
    for (int i = 0; i < chart[0]; i++)
        needles[used++] = EDGE;
    return used;
}
