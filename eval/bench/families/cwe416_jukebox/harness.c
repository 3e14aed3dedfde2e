/* Obeys its arguments in turn: +TITLE appends a track, >TITLE plays the last one of that title,
   -TITLE removes and prints the count, ? prints what is playing. Then it prints the list, and how
   many bytes leaked, if any did. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t __sanitizer_get_current_allocated_bytes(void);

static char harness_output[65536];

static void harness_append(struct jukebox *box, const char *title)
{
    struct track **end = &box->first;
    while (*end)
        end = &(*end)->next;
    *end = calloc(1, sizeof **end);
    snprintf((*end)->title, sizeof (*end)->title, "%s", title);
}

static void harness_play(struct jukebox *box, const char *title)
{
    for (struct track *track = box->first; track; track = track->next)
        if (strcmp(track->title, title) == 0)
            box->playing = track;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, harness_output, _IOFBF, sizeof harness_output);
    size_t before = __sanitizer_get_current_allocated_bytes();
    struct jukebox *box = calloc(1, sizeof *box);
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '+')
            harness_append(box, argv[i] + 1);
        else if (argv[i][0] == '>')
            harness_play(box, argv[i] + 1);
        else if (argv[i][0] == '-')
            printf("%d\n", remove_tracks(box, argv[i] + 1));
        else
            printf("%s\n", now_playing(box));
    }
    while (box->first) {
        struct track *track = box->first;
        printf("%s\n", track->title);
        box->first = track->next;
        free(track);
    }
    free(box);
    if (__sanitizer_get_current_allocated_bytes() != before)
        printf("leaked %zu\n", __sanitizer_get_current_allocated_bytes() - before);
    return 0;
}
