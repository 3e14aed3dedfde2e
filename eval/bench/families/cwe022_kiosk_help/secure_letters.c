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
    char path[PATH_MAX];
    for (const char *at = visitor->language; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '-')
            return NULL;
    if (strchr(visitor->topic, '/') != NULL)
        return NULL;
    snprintf(path, sizeof path, "help/%s/%s.txt", visitor->language, visitor->topic);
    FILE *page = fopen(path, "r");
    if (!page) {
        snprintf(path, sizeof path, "help/en/%s.txt", visitor->topic);
        page = fopen(path, "r");
    }
    return page;
}
