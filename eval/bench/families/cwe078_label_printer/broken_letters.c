/* Prints the labels for the jars of a jam stall. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT 120

/* Print a label: append `text`, its lines broken by fold -s -w 20, and a newline at its end to the
   file queue.txt, which the printer reads. The text is what a customer typed on the order page; it
   may have several lines. Returns 0, or -1, with nothing printed, for a text that is empty or
   longer than MAX_TEXT. */
int print_jar_label(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length > MAX_TEXT)
        return -1;
    for (const char *at = text; *at != '\0'; at++)
        if (!isalnum((unsigned char)*at) && !isspace((unsigned char)*at))
            return -1;
    FILE *queue = popen("fold -s -w 20 >> queue.txt", "w");
    if (queue == NULL)
        return -1;
    fprintf(queue, "%s\n", text);
    return pclose(queue) == 0 ? 0 : -1;
}
