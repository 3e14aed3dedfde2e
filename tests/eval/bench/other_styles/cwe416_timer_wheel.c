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

/* Take a timer that is due now off the wheel, whichever; its owner is then the caller. */
static struct timer *pop_due(struct wheel *wheel)
{
    struct timer **link = &wheel->slots[wheel->now % SLOTS], *timer;
    while ((timer = *link) && timer->due != wheel->now)
        link = &timer->next;
    if (timer)
        *link = timer->next;
    return timer;
}

int turn_wheel(struct wheel *wheel)
{
    int calls = 0;
    wheel->now++;
    for (struct timer *timer; (timer = pop_due(wheel)); calls++) {
        timer->act(wheel, timer->id);
        free(timer);
    }
    return calls;
}
