/* A chat bot: reads the lines that its server passes on. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

struct message {
    char *nick;
    char *room;
    char *text;
};

int parse_message(char *line, struct message *message)
{
    line[strcspn(line, "\r\n")] = '\0';
    char *sender = strsep(&line, " ");
    char *command = strsep(&line, " ");
    char *room = strsep(&line, " ");

    if (!command || strcmp(command, "PRIVMSG") != 0)
        return 0;
    if (!room || room[0] != '#' || !room[1])
        return 0;
    if (!line || *line++ != ':')
        return 0;
    if (*sender++ != ':')
        return 0;
    char *nick = strsep(&sender, "!");
    if (!sender || !*nick)
        return 0;
    *message = (struct message){nick, room, line};
    return 1;
}
