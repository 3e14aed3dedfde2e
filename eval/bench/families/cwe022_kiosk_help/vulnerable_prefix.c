/* The help of a museum's touch screen: help/LANGUAGE/TOPIC.txt is the page on TOPIC. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct visitor {
    const char *language; /* a code of letters, digits and hyphens: "en", "pt-BR" */
    const char *topic;    /* words and punctuation, but no slash: "Where are the mummies?" */
};

/* Open, for reading, the page on the visitor's topic in the visitor's language, or the English one
   ("en") where that language has none. Language and topic are what the screen's browser sends,
   which visitors can edit; they have up to 8 and up to 100 characters.
   Returns NULL if there is no such page. The caller closes the file. */
FILE *open_help(const struct visitor *visitor)
{
    const char *languages[] = {visitor->language, "en"};
    char base[PATH_MAX], name[PATH_MAX], path[PATH_MAX];
    if (!realpath("help", base))
        return NULL;
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "%s/%s/%s.txt", base, languages[i], visitor->topic);
        if (realpath(name, path) && strncmp(path, base, strlen(base)) == 0)
            return fopen(path, "r");
    }
    return NULL;
}
