/* Prints the parts of the line given as the first argument, or "other" if it has none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    char *line = strdup(argc > 1 ? argv[1] : "");
    struct message *message = calloc(1, sizeof *message);
    int result = parse_message(line, message);
    if (result == 1) {
        puts(message->nick);
        puts(message->room);
        puts(message->text);
    } else {
        printf(result == 0 ? "other\n" : "%d\n", result);
    }
    free(message);
    free(line);
    return 0;
}
