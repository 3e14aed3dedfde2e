/* The scene of a level editor in which several people build at once. */
#include <stdlib.h>
#include <string.h>

#define MARKS 8

struct node {
    char letter;
    struct node *parent; /* NULL for the root */
    struct node *child;  /* the first of its children, or NULL */
    struct node *next;   /* the next child of the same parent, or NULL */
};

struct scene {
    struct node *root;
    struct node *marked[MARKS]; /* as people clicked on them: any but the root, some repeatedly */
    int count;
};

/* Free a node and all that is below it; returns how many nodes that were. */
int free_branch(struct node *node)
{
    int freed = 1;
    for (struct node *child = node->child, *next; child; child = next) {
        next = child->next;
        freed += free_branch(child);
    }
    free(node);
    return freed;
}

/* Delete every marked node from the scene, and free it, with all that is below it. The rest stays
   as it is, and nothing is marked afterwards. Returns how many nodes are gone. */
int delete_marked(struct scene *scene)
{
    int deleted = 0;
    for (int i = 0; i < scene->count; i++) {
        struct node *node = scene->marked[i];
        struct node **link = &node->parent->child;
        while (*link != node)
            link = &(*link)->next;
        *link = node->next;
        deleted += free_branch(node);
    }
    scene->count = 0;
    return deleted;
}
