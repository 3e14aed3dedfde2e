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
    if (size < 3 || size - 3 < chart[1])
        return -1;
    int edge = chart[0], width = chart[1], repeats = chart[2];
    char *end = needles;
    memset(end, EDGE, edge);
    end += edge;
    for (int i = 0; i < repeats; i++, end += width)
        memcpy(end, chart + 3, width);
    memset(end, EDGE, edge);
    end += edge;
    return (int)(end - needles);
}
