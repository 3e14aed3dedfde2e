/* The first argument holds the pieces, such as "7:Ada:Mali;9:Ada:Mali;12:-", with - for what is not
   known; each artist is one structure. The others are pairs of tags, such as 7+9. Prints the result
   for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct artist *harness_artist(const struct piece *pieces, int count, const char *name,
                                           const char *country)
{
    for (int i = 0; i < count; i++) {
        const struct artist *artist = pieces[i].artist;
        if (artist && strcmp(artist->name, name) == 0)
            return artist;
    }
    struct artist *artist = malloc(sizeof *artist);
    artist->name = name;
    artist->country = strcmp(country, "-") ? strdup(country) : NULL;
    return artist;
}

int main(int argc, char **argv)
{
    struct piece *pieces = calloc(16, sizeof *pieces);
    struct museum *museum = calloc(1, sizeof *museum);
    for (char *item = strtok(argv[1], ";"); item; item = strtok(NULL, ";")) {
        struct piece *piece = &pieces[museum->count];
        piece->tag = (unsigned)strtoul(item, &item, 10);
        piece->title = "untitled";
        char *country = strchr(++item, ':');
        if (country) {
            *country++ = '\0';
            piece->artist = harness_artist(pieces, museum->count, item, country);
        }
        museum->count++;
    }
    museum->pieces = pieces;
    for (int i = 2; i < argc; i++) {
        char *second;
        unsigned first = (unsigned)strtoul(argv[i], &second, 10);
        printf("%d ", same_country(museum, first, (unsigned)strtoul(second + 1, NULL, 10)));
    }
    printf("\n");
    return 0;
}
