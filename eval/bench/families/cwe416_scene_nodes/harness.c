/* The first argument is a scene such as "a(bc(d))e": letters, each perhaps followed by its children
   in brackets; the root is not in it. Each further argument holds the letters of the nodes that are
   marked before nodes are deleted. Prints each result, with the number of marks left if there are
   any, and at the end the scene, and how many bytes leaked, if any did. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t __sanitizer_get_current_allocated_bytes(void);

static char harness_output[65536];

static const char *harness_read(struct node *parent, const char *text)
{
    struct node **end = &parent->child;
    struct node *last = NULL;
    for (; *text && *text != ')'; text++) {
        if (*text == '(') {
            text = harness_read(last, text + 1);
            continue;
        }
        last = *end = calloc(1, sizeof *last);
        last->letter = *text;
        last->parent = parent;
        end = &last->next;
    }
    return text;
}

static struct node *harness_find(struct node *node, char letter)
{
    struct node *found = node->letter == letter ? node : NULL;
    for (struct node *child = node->child; child && !found; child = child->next)
        found = harness_find(child, letter);
    return found;
}

static void harness_print(const struct node *node)
{
    for (const struct node *child = node->child; child; child = child->next) {
        printf("%c", child->letter);
        if (child->parent != node)
            printf("!");
        if (child->child) {
            printf("(");
            harness_print(child);
            printf(")");
        }
    }
}

int main(int argc, char **argv)
{
    setvbuf(stdout, harness_output, _IOFBF, sizeof harness_output);
    size_t before = __sanitizer_get_current_allocated_bytes();
    struct scene *scene = calloc(1, sizeof *scene);
    scene->root = calloc(1, sizeof *scene->root);
    harness_read(scene->root, argv[1]);
    for (int i = 2; i < argc; i++) {
        for (const char *letter = argv[i]; *letter; letter++) {
            struct node *node = harness_find(scene->root, *letter);
            if (node)
                scene->marked[scene->count++] = node;
        }
        printf("%d ", delete_marked(scene));
        if (scene->count)
            printf("(%d marked) ", scene->count);
        scene->count = 0;
    }
    harness_print(scene->root);
    printf("\n");
    free_branch(scene->root);
    free(scene);
    if (__sanitizer_get_current_allocated_bytes() != before)
        printf("leaked %zu\n", __sanitizer_get_current_allocated_bytes() - before);
    return 0;
}
