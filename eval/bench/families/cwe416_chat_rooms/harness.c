/* The first argument is the server's capacity at the start. The others are obeyed in turn: +NICK
   lets a guest in, NICK=ROOM has the guest open a room and prints the result, NICK>ROOM has them
   enter an open one, NICK< leave to the lobby. Then it prints the rooms and the guests, and how
   many bytes leaked, if any did. A block that grows before it is full is remarked upon. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t __sanitizer_get_current_allocated_bytes(void);

static char harness_output[65536];

static struct guest *harness_guest(struct server *server, const char *nick, size_t length)
{
    struct guest *guest = server->first;
    while (strlen(guest->nick) != length || strncmp(guest->nick, nick, length) != 0)
        guest = guest->next;
    return guest;
}

static void harness_leave(struct guest *guest)
{
    if (guest->room)
        guest->room->guests--;
    guest->room = NULL;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, harness_output, _IOFBF, sizeof harness_output);
    size_t before = __sanitizer_get_current_allocated_bytes();
    struct server *server = calloc(1, sizeof *server);
    server->capacity = atoi(argv[1]);
    if (server->capacity)
        server->rooms = calloc(server->capacity, sizeof *server->rooms);
    for (int i = 2; i < argc; i++) {
        if (argv[i][0] == '+') {
            struct guest **end = &server->first;
            while (*end)
                end = &(*end)->next;
            *end = calloc(1, sizeof **end);
            snprintf((*end)->nick, sizeof (*end)->nick, "%s", argv[i] + 1);
            continue;
        }
        size_t length = strcspn(argv[i], "=><");
        struct guest *guest = harness_guest(server, argv[i], length);
        const char *name = argv[i] + length + 1;
        if (argv[i][length] == '=') {
            char *copy = strdup(name);
            int capacity = server->capacity;
            printf("%d ", open_room(server, guest, copy));
            if (server->capacity != capacity && server->count < capacity)
                printf("(grew from %d with %d rooms) ", capacity, server->count);
            free(copy);
            continue;
        }
        harness_leave(guest);
        for (int j = 0; argv[i][length] == '>' && j < server->count; j++)
            if (strcmp(server->rooms[j].name, name) == 0) {
                guest->room = &server->rooms[j];
                guest->room->guests++;
            }
    }
    for (int i = 0; i < server->count; i++)
        printf("| %s %d ", server->rooms[i].name, server->rooms[i].guests);
    for (struct guest *guest = server->first; guest; guest = guest->next)
        printf("| %s@%s ", guest->nick, guest->room ? guest->room->name : "");
    printf("\n");
    while (server->first) {
        struct guest *guest = server->first;
        server->first = guest->next;
        free(guest);
    }
    free(server->rooms);
    free(server);
    if (__sanitizer_get_current_allocated_bytes() != before)
        printf("leaked %zu\n", __sanitizer_get_current_allocated_bytes() - before);
    return 0;
}
