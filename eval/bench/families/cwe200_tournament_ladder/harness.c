/* Standard input holds a line "POINTS NAME" for each player, the argument the letter in hexadecimal
   digits, which fills the page and the stack before. Prints the page in hexadecimal digits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) static void harness_fill(unsigned char *memory, size_t size, char *letter)
{
    unsigned int byte;
    size_t length = strlen(letter) / 2;
    for (size_t i = 0; i < size; i++) {
        sscanf(letter + 2 * (i % length), "%2x", &byte);
        memory[i] = byte;
    }
}

__attribute__((noinline)) static void harness_fill_stack(char *letter)
{
    unsigned char used[4096];
    harness_fill(used, sizeof used, letter);
}

int main(int argc, char **argv)
{
    static char harness_line[4096];
    struct player *players = NULL, **end = &players;
    while (fgets(harness_line, sizeof harness_line, stdin) != NULL) {
        char *name;
        harness_line[strcspn(harness_line, "\n")] = '\0';
        *end = malloc(sizeof **end);
        (*end)->points = strtol(harness_line, &name, 10);
        (*end)->name = strdup(name + 1);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    unsigned char *page = malloc(sizeof(struct page));
    harness_fill(page, sizeof(struct page), argv[1]);
    harness_fill_stack(argv[1]);
    show_ladder(players, (struct page *)page);
    for (size_t i = 0; i < sizeof(struct page); i++)
        printf("%02x", page[i]);
    printf("\n");
    return 0;
}
