/* Standard input is the theme. Prints each section as NAME{KEY:VALUE, KEY:VALUE} on a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    static char harness_input[65536];
    size_t size = fread(harness_input, 1, sizeof harness_input - 1, stdin);
    char *text = malloc(size + 1);
    memcpy(text, harness_input, size + 1);
    for (const struct section *section = read_theme(text); section; section = section->next) {
        printf("%s{", section->name);
        for (const struct setting *setting = section->settings; setting; setting = setting->next) {
            fputs(setting->key, stdout);
            printf(":");
            fputs(setting->value, stdout);
            printf("%s", setting->next ? ", " : "");
        }
        printf("}\n");
    }
    free(text);
    return 0;
}
