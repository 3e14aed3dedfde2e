/* Plans the route of a delivery van. */
#include <stddef.h>
#include <string.h>

/* Move the stop at position `from` to position `to` and close up the stops between them; the
   others stay where they are. `stops` holds `count` customer numbers, and positions count from 0.
   Both positions come from the request of a dispatcher's app.
   Returns 0, or -1, with the route as it was, if it has no such position. */
int move_stop(int *stops, int count, int from, int to)
{
    if (count < 1 || from < 0 || from > count || to < 0 || to > count)
        return -1;
    int step = from < to ? 1 : -1;
    int moved = stops[from];
    for (int i = from; i != to; i += step)
        stops[i] = stops[i + step];
    stops[to] = moved;
    return 0;
}
