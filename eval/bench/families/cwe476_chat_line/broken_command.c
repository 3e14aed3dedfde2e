/* A chat bot: reads the lines that its server passes on. */
#include <stdio.h>
#include <string.h>

struct message {
    char *nick;
    char *room;
    char *text;
};

/* Take apart a line such as ":ada!~a@example.org PRIVMSG #kitchen :Tea is ready", which anybody on
   the network may have sent. nick ("ada"), room ("#kitchen") and text ("Tea is ready", which may
   be empty) are left as strings inside `line`, which may be changed for that. The nick ends at the
   '!'; a sender without one has no nick.
   Returns 1 with all three set, or 0 for a line of any other kind or without one of them. */
int parse_message(char *line, struct message *message)
{
    char *room = strchr(line, ' ');
    if (line[0] != ':' || room == NULL)
        return 0;
    *room++ = '\0';
    room = strchr(room, ' ');
    char *end = strchr(line, '!');
    if (room == NULL || end == NULL)
        return 0;
    *end = '\0';
    char *text = strstr(room, " :");
    if (text == NULL || text == room)
        return 0;
    *text = '\0';
    *message = (struct message){line + 1, room + 1, text + 2};
    return 1;
}
