/* Shows what a colour picker finds in an icon that a visitor uploaded. */
#include <stddef.h>

struct icon {
    int width, height;
    const unsigned char *pixels; /* width * height numbers of colours, row by row from the top */
    const int *palette;          /* the colours, as 0xRRGGBB */
    int colours;                 /* how many there are */
};

/* Return the colour of the pixel in column `x` of row `y`, both counted from 0; the visitor's
   script chooses them. Return -1 if the icon has no such pixel or no such colour. */
int colour_at(const struct icon *icon, int x, int y)
{
    long offset = (long)y * icon->width + x;
    if (offset >= (long)icon->width * icon->height)
        return -1;
    unsigned char number = icon->pixels[offset];
    if (number >= icon->colours)
        return -1;
    return icon->palette[number];
}
