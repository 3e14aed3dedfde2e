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
    message->nick = line + 1;
    message->room = command + strlen(" PRIVMSG ");
    message->text = strstr(message->room, " :");
    char *end = strchr(message->nick, '!');
    if (end == NULL || message->text == NULL)
        return 0;
    *end = '\0';
    *message->text = '\0';
    message->text += 2;
    return 1;
}
