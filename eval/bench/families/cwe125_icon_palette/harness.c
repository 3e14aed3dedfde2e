/* Arguments: width, height, x, y, the pixels as hex digits, then the palette; prints the colour. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    size_t size = strlen(argv[5]) / 2;
    /* No pixels are the end of a block, where a read of the first one is seen. */
    size_t before = size > 0 ? 0 : 8;
    unsigned char *block = malloc(before + size);
    unsigned char *pixels = block + before;
    for (size_t i = 0; i < size; i++)
        sscanf(argv[5] + 2 * i, "%2hhx", &pixels[i]);
    int colours = argc - 6;
    int *palette = malloc(colours * sizeof *palette);
    for (int i = 0; i < colours; i++)
        palette[i] = strtol(argv[i + 6], NULL, 16);
    struct icon *icon = malloc(sizeof *icon);
    *icon = (struct icon){atoi(argv[1]), atoi(argv[2]), pixels, palette, colours};
    int colour = colour_at(icon, atoi(argv[3]), atoi(argv[4]));
    printf(colour < 0 ? "%d\n" : "%06x\n", colour);
    free(icon);
    free(palette);
    free(block);
    return 0;
}
