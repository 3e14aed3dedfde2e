/* The rooms and guests of a chat server. */
#include <stdlib.h>
#include <string.h>

struct room {
    char name[16];
    int guests; /* how many are in it */
};

struct guest {
    char nick[16];
    struct room *room; /* one of the server's rooms, or NULL in the lobby */
    struct guest *next;
};

struct server {
    struct room *rooms; /* a block on the heap with places for `capacity`, NULL if that is 0 */
    int count;          /* how many of the places are rooms already */
    int capacity;
    struct guest *first;
};

static int has_room(const struct server *server, const char *name)
{
    for (int i = server->count; i-- > 0;)
        if (strcmp(server->rooms[i].name, name) == 0)
            return 1;
    return 0;
}

/* Move all rooms, and the guests in them, to a block with more places. */
static int grow(struct server *server)
{
    int places = server->capacity + 4;
    struct room *old = server->rooms, *new = calloc(places, sizeof *new);
    if (!new)
        return -1;
    for (int i = 0; i < server->count; i++) {
        new[i] = old[i];
        for (struct guest *guest = server->first; guest; guest = guest->next)
            if (guest->room == &old[i])
                guest->room = &new[i];
    }
    server->rooms = new;
    server->capacity = places;
    free(old);
    return 0;
}

int open_room(struct server *server, struct guest *guest, const char *name)
{
    struct room opened = {.guests = 1};
    size_t length = strlen(name);

    if (length == 0 || length >= sizeof opened.name || has_room(server, name))
        return -1;
    memcpy(opened.name, name, length);
    if (server->count >= server->capacity && grow(server) != 0)
        return -1;
    if (guest->room)
        guest->room->guests--;
    guest->room = &server->rooms[server->count++];
    *guest->room = opened;
    return 0;
}
