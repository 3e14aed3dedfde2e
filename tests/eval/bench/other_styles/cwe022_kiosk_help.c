/* The help of a museum's touch screen: help/LANGUAGE/TOPIC.txt is the page on TOPIC. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct visitor {
    const char *language; /* a code of letters, digits and hyphens: "en", "pt-BR" */
    const char *topic;    /* words and punctuation, but no slash: "Where are the mummies?" */
};

/* Opens the entry of `dir` that is called `stem` followed by `ending`; -1 if it has none. */
static int open_entry(DIR *dir, const char *stem, const char *ending, int flags)
{
    size_t length = strlen(stem);
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (!strcmp(name, ".") || !strcmp(name, ".."))
            continue;
        if (!strncmp(name, stem, length) && !strcmp(name + length, ending))
            return openat(dirfd(dir), name, O_RDONLY | O_CLOEXEC | flags);
    }
    return -1;
}

static FILE *page_in(const char *language, const char *topic)
{
    FILE *page = NULL;
    DIR *help = opendir("help");
    if (!help)
        return NULL;
    int folder = open_entry(help, language, "", O_DIRECTORY);
    if (folder >= 0) {
        DIR *pages = fdopendir(folder);
        if (!pages)
            close(folder);
        else {
            int fd = open_entry(pages, topic, ".txt", O_NOFOLLOW);
            if (fd >= 0 && !(page = fdopen(fd, "r")))
                close(fd);
            closedir(pages);
        }
    }
    closedir(help);
    return page;
}

/* Open, for reading, the page on the visitor's topic in the visitor's language, or the English one
   ("en") where that language has none. The caller closes the file. */
FILE *open_help(const struct visitor *visitor)
{
    FILE *page = page_in(visitor->language, visitor->topic);
    return page ? page : page_in("en", visitor->topic);
}
