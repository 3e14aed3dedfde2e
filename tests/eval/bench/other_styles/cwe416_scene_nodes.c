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

static int is_marked(const struct scene *scene, const struct node *node)
{
    for (int i = 0; i < scene->count; i++)
        if (scene->marked[i] == node)
            return 1;
    return 0;
}

/* Take the topmost marked nodes below `node` out of the scene and put them in front of `cut`, a
   list linked by `next`, which is returned. */
static struct node *cut_marked(const struct scene *scene, struct node *node, struct node *cut)
{
    struct node **link = &node->child;
    while (*link) {
        struct node *child = *link;
        if (is_marked(scene, child)) {
            *link = child->next;
            child->next = cut;
            cut = child;
        } else {
            cut = cut_marked(scene, child, cut);
            link = &child->next;
        }
    }
    return cut;
}

int delete_marked(struct scene *scene)
{
    int gone = 0;
    struct node *cut = scene->root ? cut_marked(scene, scene->root, NULL) : NULL;
    while (cut) {
        struct node *branch = cut;
        cut = branch->next;
        gone += free_branch(branch);
    }
    memset(scene->marked, 0, sizeof scene->marked);
    scene->count = 0;
    return gone;
}
