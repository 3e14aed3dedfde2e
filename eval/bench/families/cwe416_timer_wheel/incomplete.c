/* The timers of a home automation hub, on a wheel that turns by a slot a minute. */
#include <stdlib.h>

#define SLOTS 8

struct wheel {
    struct timer *slots[SLOTS]; /* a timer is in the slot due % SLOTS */
    long now;                   /* in minutes since the start */
};

struct timer {
    int id;
    long due;
    void (*act)(struct wheel *wheel, int id);
    struct timer *next; /* in the same slot */
};

void start_timer(struct wheel *wheel, int id, int minutes, void (*act)(struct wheel *, int))
{
    struct timer **slot = &wheel->slots[(wheel->now + minutes) % SLOTS];
    struct timer *timer = malloc(sizeof *timer);
    *timer = (struct timer){id, wheel->now + minutes, act, *slot};
    *slot = timer;
}

/* Take the timer with this id off the wheel and free it; 0 if there is none. */
int cancel_timer(struct wheel *wheel, int id)
{
    for (int i = 0; i < SLOTS; i++)
        for (struct timer *timer, **link = &wheel->slots[i]; (timer = *link); link = &timer->next)
            if (timer->id == id) {
                *link = timer->next;
                free(timer);
                return 1;
            }
    return 0;
}

/* Let a minute pass and call act(wheel, id) of each timer that is then due, in any order; after
   that it is off the wheel and freed. act runs rules that residents write: they start timers, due
   at least a minute later, and cancel timers, whichever they like. Returns the number of calls. */
int turn_wheel(struct wheel *wheel)
{
    // >>> complete here
}
