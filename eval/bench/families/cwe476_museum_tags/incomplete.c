/* The treasure hunt of a museum: visitors hold their phones to the tags beside the pieces. */
#include <stddef.h>
#include <string.h>

struct artist {
    const char *name;
    const char *country; /* NULL if it is not known */
};

struct piece {
    unsigned tag;
    const char *title;
    const struct artist *artist; /* NULL if it is not known */
};

struct museum {
    const struct piece *pieces;
    int count;
};

/* Find the piece with a tag; NULL if the museum has none. */
const struct piece *piece_by_tag(const struct museum *museum, unsigned tag)
{
    for (int i = 0; i < museum->count; i++)
        if (museum->pieces[i].tag == tag)
            return &museum->pieces[i];
    return NULL;
}

/* Tell whether the pieces with the tags `first` and `second`, as a visitor's phone sent them, come
   from artists of the same country, which is spelt the same for both.
   Returns 1 if so, otherwise 0, which is also the answer where a country is not known. */
int same_country(const struct museum *museum, unsigned first, unsigned second)
{
    // >>> complete here
}
