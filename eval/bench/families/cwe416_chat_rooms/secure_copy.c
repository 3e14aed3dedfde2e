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

/* Open a room called `name` behind the others and let `guest`, who asked for it, change into it
   from wherever they are; everybody else stays in their room. The block grows when it is full;
   if it moves, the old one is freed. Returns 0, or -1 and changes nothing if `name` is empty, has
   more than 15 characters or is that of a room already. */
int open_room(struct server *server, struct guest *guest, const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > 15)
        return -1;
    for (int i = 0; i < server->count; i++)
        if (strcmp(server->rooms[i].name, name) == 0)
            return -1;
    if (guest->room)
        guest->room->guests--;
    if (server->count == server->capacity) {
        int capacity = 2 * server->capacity + 1;
        struct room *rooms = malloc(capacity * sizeof *rooms);
        for (int i = 0; i < server->count; i++) {
            rooms[i] = server->rooms[i];
            for (struct guest *other = server->first; other; other = other->next)
                if (other->room == &server->rooms[i])
                    other->room = &rooms[i];
        }
        free(server->rooms);
        server->rooms = rooms;
        server->capacity = capacity;
    }
    struct room *room = &server->rooms[server->count++];
    memcpy(room->name, name, length + 1);
    room->guests = 1;
    guest->room = room;
    return 0;
}
