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
    char *sender = strsep(&line, " ");
    char *command = strsep(&line, " ");
    char *room = strsep(&line, " ");
    if (!line || *line != ':' || strcmp(command, "PRIVMSG") != 0 || *sender != ':')
        return 0;
    size_t length = strcspn(sender + 1, "!");
    if (sender[1 + length] == '\0')
        return 0;
    sender[1 + length] = '\0';
    *message = (struct message){sender + 1, room, line + 1};
    return 1;
}
