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
    if (setenv("LABEL", text, 1) != 0)
        return -1;
    int status = system("printf '%s\\n' \"$LABEL\" | fold -s -w 20 >> queue.txt");
    unsetenv("LABEL");
    return status == 0 ? 0 : -1;
}
