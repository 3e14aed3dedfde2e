/* The first argument says how often the wheel is turned. Each other starts a timer, ID@MINUTES or
   ID@MINUTES:RULE with ids from 0 to 99. A rule is a row of commands: xID cancels a timer, rMINUTES
   starts the same one again, sID starts one that is due after a minute, * cancels all. For each
   turn that does anything it prints a line: the minute, the result and the ids, ascending. At the
   end it prints how many bytes leaked, if any did. */
#include <stdio.h>
#include <stdlib.h>

size_t __sanitizer_get_current_allocated_bytes(void);

static char harness_output[65536];
static const char *harness_rules[100];
static int harness_acted[100];

static void harness_act(struct wheel *wheel, int id)
{
    harness_acted[id]++;
    for (const char *rule = harness_rules[id]; rule && *rule;) {
        char command = *rule++;
        int number = command == '*' ? 0 : (int)strtol(rule, (char **)&rule, 10);
        if (command == 'x')
            cancel_timer(wheel, number);
        else if (command == 'r')
            start_timer(wheel, id, number, harness_act);
        else if (command == 's')
            start_timer(wheel, number, 1, harness_act);
        else
            for (int i = 0; i < 100; i++)
                while (cancel_timer(wheel, i))
                    ;
    }
}

int main(int argc, char **argv)
{
    setvbuf(stdout, harness_output, _IOFBF, sizeof harness_output);
    size_t before = __sanitizer_get_current_allocated_bytes();
    struct wheel *wheel = calloc(1, sizeof *wheel);
    for (int i = 2; i < argc; i++) {
        char *end;
        int id = (int)strtol(argv[i], &end, 10);
        int minutes = (int)strtol(end + 1, &end, 10);
        if (*end == ':')
            harness_rules[id] = end + 1;
        start_timer(wheel, id, minutes, harness_act);
    }
    for (int turn = atoi(argv[1]); turn > 0; turn--) {
        int calls = turn_wheel(wheel), acted = 0;
        for (int id = 0; id < 100; id++)
            acted |= harness_acted[id];
        if (calls == 0 && !acted)
            continue;
        printf("%ld: %d:", wheel->now, calls);
        for (int id = 0; id < 100; id++)
            for (; harness_acted[id]; harness_acted[id]--)
                printf(" %d", id);
        printf("\n");
    }
    for (int i = 0; i < SLOTS; i++)
        while (wheel->slots[i])
            cancel_timer(wheel, wheel->slots[i]->id);
    free(wheel);
    if (__sanitizer_get_current_allocated_bytes() != before)
        printf("leaked %zu\n", __sanitizer_get_current_allocated_bytes() - before);
    return 0;
}
