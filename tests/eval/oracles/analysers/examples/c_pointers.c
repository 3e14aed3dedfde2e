#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    char *text;
    int value;
};

int freed(struct node *node)
{
    free(node);
    // finds: c-use-after-free
    return node->value;
}

char *freed_returned(char *text)
{
    free(text);
    // finds: c-use-after-free
    return text;
}

void freed_printed(char *text, int quiet)
{
    if (!quiet)
        free(text);
    // finds: c-use-after-free
    puts(text);
}

int freed_last(struct node *node)
{
    int value = node->value;
    free(node);
    return value;
}

int freed_on_error(struct node *node, int failed)
{
    if (failed) {
        free(node);
        return -1;
    }
    return node->value;
}

void freed_replaced(char *text)
{
    free(text);
    text = strdup("new");
    if (text)
        puts(text);
    free(text);
}

void twice(char *text)
{
    free(text);
    // finds: c-double-free
    free(text);
}

void list(struct node *head)
{
    // finds: c-list-freed-while-walked, c-use-after-free
    for (struct node *node = head; node; node = node->next)
        free(node);
}

void list_kept(struct node *head)
{
    while (head) {
        struct node *next = head->next;
        free(head);
        head = next;
    }
}

void clear(struct node *node)
{
    // finds: c-freed-but-kept
    free(node->text);
    node->value = 0;
}

void clear_whole(struct node *node)
{
    free(node->text);
    node->text = NULL;
}

void destroy(struct node *node)
{
    free(node->text);
    free(node);
}

struct node *make(int value)
{
    struct node *node = malloc(sizeof(*node));
    // finds: c-null-not-checked
    node->value = value;
    return node;
}

struct node *make_checked(int value)
{
    struct node *node = malloc(sizeof(*node));
    if (node == NULL)
        return NULL;
    node->value = value;
    return node;
}

void extension(const char *name)
{
    char *dot = strrchr(name, '.');
    // finds: c-null-not-checked
    if (strcmp(dot, ".png") == 0)
        puts(name);
}

void first_line(const char *name)
{
    char line[80];
    FILE *file = fopen(name, "r");
    // finds: c-null-not-checked
    fgets(line, sizeof(line), file);
    puts(line);
}

void first_line_checked(const char *name)
{
    char line[80];
    FILE *file = fopen(name, "r");
    if (!file)
        return;
    if (fgets(line, sizeof(line), file))
        puts(line);
    fclose(file);
}

size_t home(void)
{
    // finds: c-null-passed-on
    return strlen(getenv("HOME"));
}

int late(struct node *node)
{
    // finds: c-null-checked-too-late
    int value = node->value;
    if (node == NULL)
        return -1;
    return value;
}

int aborted(int failed)
{
    char *text = malloc(100);
    int stop = 0;
    if (!text)
        return -1;
    if (failed) {
        stop = 1;
        free(text);
    }
    if (stop)
        // finds: c-use-after-free
        report("stopped before the end", text);
    return stop;
}

int other_buffer(const char *given)
{
    char *first = malloc(512), *second = malloc(512);
    if (!first || !second)
        return -1;
    free(second);
    // finds: c-use-after-free
    strncpy(second, given, 511);
    free(first);
    return 0;
}

void look_up(const char *address)
{
    struct hostent *found;
    found = gethostbyaddr(address, 4, 2);
    // finds: c-null-not-checked
    puts(found->h_name);
}

void replace(char *text, const char *new_text)
{
    char *found = strstr(text, "Replace Me");
    // finds: c-null-not-checked
    int place = found - text;
    strcpy(&text[place], new_text);
}
