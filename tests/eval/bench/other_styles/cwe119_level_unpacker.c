/* Unpacks the levels that players of a game send each other. */
#include <stdbool.h>
#include <stddef.h>

enum state { STEP, LITERAL, DISTANCE };

struct unpacker {
    unsigned char *level;
    size_t room, used;
    enum state state;
    unsigned pending; /* bytes that the step still gives */
};

static bool emit(struct unpacker *to, unsigned char byte)
{
    if (to->used == to->room)
        return false;
    to->level[to->used++] = byte;
    return true;
}

/* Take in a byte of the packed level. */
static bool feed(struct unpacker *to, unsigned char byte)
{
    switch (to->state) {
    case STEP:
        to->state = byte < 128 ? LITERAL : DISTANCE;
        to->pending = byte < 128 ? byte + 1u : byte - 127u;
        return true;
    case LITERAL:
        if (--to->pending == 0)
            to->state = STEP;
        return emit(to, byte);
    case DISTANCE: {
        size_t back = (size_t)byte + 1;
        if (back > to->used)
            return false;
        for (; to->pending; to->pending--)
            if (!emit(to, to->level[to->used - back]))
                return false;
        to->state = STEP;
        return true;
    }
    }
    return false;
}

long unpack_level(const unsigned char *packed, size_t size, unsigned char *level, size_t room)
{
    struct unpacker to = {.level = level, .room = room, .state = STEP};
    for (size_t at = 0; at < size; at++)
        if (!feed(&to, packed[at]))
            return -1;
    return to.state == STEP ? (long)to.used : -1;
}
