/* Plans the route of a delivery van. */
#include <stddef.h>
#include <string.h>

/* Move the stop at position `from` to position `to` and close up the stops between them; the
   others stay where they are. `stops` holds `count` customer numbers, and positions count from 0.
   Both positions come from the request of a dispatcher's app.
   Returns 0, or -1, with the route as it was, if it has no such position. */
int move_stop(int *stops, int count, int from, int to)
{
    if (count < 1)
        return -1;
    int moved = stops[from];
    if (from < to)
        memmove(stops + from, stops + from + 1, (size_t)(to - from) * sizeof *stops);
    else
        memmove(stops + to + 1, stops + to, (size_t)(from - to) * sizeof *stops);
    stops[to] = moved;
    return 0;
}
