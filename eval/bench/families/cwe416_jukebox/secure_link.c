/* The list of a jukebox that guests steer from their phones. */
#include <stdlib.h>
#include <string.h>

struct track {
    char title[32];
    struct track *next;
};

struct jukebox {
    struct track *first;
    struct track *playing; /* one on the list, or NULL when there is silence */
};

const char *now_playing(const struct jukebox *box)
{
    return box->playing ? box->playing->title : "silence";
}

/* Take every track called `title` off the list and free it; the title comes from a guest. What is
   playing then plays on if it is still on the list. Returns how many tracks there were. */
int remove_tracks(struct jukebox *box, const char *title)
{
    int removed = 0;
    struct track **link = &box->first;
    while (*link) {
        struct track *track = *link;
        if (strcmp(track->title, title) == 0) {
            *link = track->next;
            if (box->playing == track)
                box->playing = NULL;
            free(track);
            removed++;
        } else {
            link = &track->next;
        }
    }
    return removed;
}
