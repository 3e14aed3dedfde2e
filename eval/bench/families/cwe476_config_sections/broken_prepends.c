/* Reads the themes of a desktop panel, which people pass on to each other. */
#include <stdlib.h>
#include <string.h>

struct setting {
    char *key, *value;
    struct setting *next;
};

struct section {
    char *name;
    struct setting *settings;
    struct section *next;
};

/* Read a theme such as "# by Kim\n[clock]\nzone=UTC\nformat=24h\n\n[battery]\nwarn=9\n".
   A line "[name]" starts a section and "key=value" adds a setting to the one it is in; the value
   is the rest of the line and may hold "=" again. Any other line is passed over: an empty one, a
   comment that starts with "#", and whatever else people write. Sections and settings keep their
   order, even under a name that was there before; their strings lie in `text`, which is changed.
   Returns the first section, or NULL if there is none. */
struct section *read_theme(char *text)
{
    struct section *first = NULL;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *mark = strchr(line, *line == '[' ? ']' : '=');
        if (*line == '#' || mark == NULL || (*line != '[' && first == NULL))
            continue;
        *mark = '\0';
        if (*line == '[') {
            struct section *section = calloc(1, sizeof *section);
            section->name = line + 1;
            section->next = first;
            first = section;
        } else {
            struct setting *setting = calloc(1, sizeof *setting);
            setting->key = line;
            setting->value = mark + 1;
            setting->next = first->settings;
            first->settings = setting;
        }
    }
    return first;
}
