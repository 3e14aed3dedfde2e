/* Prints the parts of the line given as the first argument, or "other". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    char *line = strdup(argc > 1 ? argv[1] : "");
    struct message *message = calloc(1, sizeof *message);
    if (parse_message(line, message)) {
        puts(message->nick);
        puts(message->room);
        puts(message->text);
    } else {
        puts("other");
    }
    free(message);
    free(line);
    return 0;
}
