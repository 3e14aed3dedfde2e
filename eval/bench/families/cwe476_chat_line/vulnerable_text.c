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
    char *command = strstr(line, " PRIVMSG ");
    if (line[0] != ':' || command == NULL)
        return 0;
    *command = '\0';
    char *end = strchr(line, '!');
    if (end == NULL)
        return 0;
    *end = '\0';
    char *room = command + strlen(" PRIVMSG ");
    char *text = strstr(room, " :") + 2;
    if (text == NULL)
        return 0;
    text[-2] = '\0';
    *message = (struct message){line + 1, room, text};
    return 1;
}
