/* A counsellor's journal, on the computer of a practice where everybody has an account. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct session {
    const char *day; /* "2024-05-17" */
    int minutes;
    const char *notes; /* one line, of any length */
    struct session *next;
};

/* Write all sessions to journal.txt in `folder`, a line "DAY MINUTES NOTES" for each, in the order
   of the list; NULL is an empty one. The counsellor's program alone reads the file. An earlier
   journal stays as it is until the new one is complete and takes its place.
   Returns 0, or -1, with the earlier journal still there, if the new one cannot be written, as when
   the disk is full. That must not get in the way of later calls. */
int save_journal(const char *folder, const struct session *sessions)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/journal.txt", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0)
        return -1;
    int failed = 0;
    while (sessions && !failed) {
        failed = dprintf(file, "%s %d %s\n", sessions->day, sessions->minutes, sessions->notes) < 0;
        sessions = sessions->next;
    }
    return close(file) != 0 || failed ? -1 : 0;
}
