#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void line(void)
{
    char buffer[80];
    // finds: c-input-without-limit
    gets(buffer);
    // finds: c-input-without-limit
    scanf("%s", buffer);
    scanf("%79s", buffer);
    if (fgets(buffer, sizeof(buffer), stdin))
        puts(buffer);
}

void copy(const char *name)
{
    char buffer[80];
    // finds: c-copy-of-any-length
    strcpy(buffer, name);
    puts(buffer);
}

void copy_measured(const char *name)
{
    char buffer[80];
    if (strlen(name) >= sizeof(buffer))
        return;
    strcpy(buffer, name);
    puts(buffer);
}

char *copy_allocated(const char *name)
{
    char *copied = malloc(strlen(name) + 1);
    if (copied)
        strcpy(copied, name);
    return copied;
}

void copy_literal(void)
{
    char buffer[80];
    strcpy(buffer, "constant");
    puts(buffer);
}

void print(const char *name)
{
    char buffer[80];
    // finds: c-print-of-any-length
    sprintf(buffer, "Hello %s", name);
    sprintf(buffer, "%d", 17);
    snprintf(buffer, sizeof(buffer), "Hello %s", name);
    puts(buffer);
}

void limits(const char *name)
{
    char buffer[80] = "";
    // finds: c-limit-is-not-the-room-left
    strncat(buffer, name, sizeof(buffer));
    strncat(buffer, name, sizeof(buffer) - strlen(buffer) - 1);
    // finds: c-limit-is-not-the-room-left
    strncpy(buffer, name, strlen(name));
}

char *room(const char *name)
{
    char *copied = malloc(strlen(name));
    // finds: c-room-without-terminator
    strcpy(copied, name);
    return copied;
}

void length(const unsigned char *data, size_t size)
{
    unsigned char buffer[80];
    // finds: c-length-unchecked
    memcpy(buffer, data, size);
}

void length_in_data(const unsigned char *data)
{
    unsigned char buffer[80];
    size_t size = data[0];
    // finds: c-length-unchecked
    memcpy(buffer, data + 1, size);
}

void length_checked(const unsigned char *data, size_t size)
{
    unsigned char buffer[80];
    if (size > sizeof(buffer))
        return;
    memcpy(buffer, data, size);
}

unsigned char *length_allocated(const unsigned char *data, size_t size)
{
    unsigned char *buffer = malloc(size);
    if (buffer)
        memcpy(buffer, data, size);
    return buffer;
}

static int table[16];

void put(int place, int value)
{
    // finds: c-index-unchecked-for-write
    table[place] = value;
}

int get(unsigned place)
{
    // finds: c-index-unchecked-for-read
    return table[place];
}

int get_number(void)
{
    int place = atoi("17");
    // finds: c-index-unchecked-for-read
    return table[place];
}

int get_checked(unsigned place)
{
    if (place >= 16)
        return -1;
    return table[place];
}

int get_wrapped(unsigned place)
{
    return table[place % 16];
}

int get_signed(int place)
{
    if (place >= 16)
        return -1;
    // finds: c-index-may-be-negative
    return table[place];
}

int get_both_bounds(int place)
{
    if (place < 0 || place >= 16)
        return -1;
    return table[place];
}

int sum(void)
{
    int total = 0;
    for (int i = 0; i <= 16; i++)
        // finds: c-loop-one-too-far
        total += table[i];
    for (int i = 0; i < 16; i++)
        total += table[i];
    return total;
}

void end(int file)
{
    char buffer[80];
    ssize_t got = read(file, buffer, sizeof(buffer));
    // finds: c-terminator-past-the-end
    buffer[got] = '\0';
    // finds: c-terminator-past-the-end, c-constant-index-past-the-end
    buffer[80] = '\0';
    buffer[79] = '\0';
}

void strip(char *text)
{
    // finds: c-last-of-an-empty-string
    if (text[strlen(text) - 1] == '\n')
        puts(text);
}

void unterminated(const char *name)
{
    char buffer[80];
    // finds: c-copy-without-terminator
    strncpy(buffer, name, sizeof(buffer));
    puts(buffer);
}

void terminated(const char *name)
{
    char buffer[80];
    strncpy(buffer, name, sizeof(buffer));
    buffer[79] = '\0';
    puts(buffer);
}

const char *after_comma(const char *text)
{
    // finds: c-search-without-end
    while (*text != ',')
        text++;
    return text;
}

const char *to_end(const char *text)
{
    while (*text != '\0')
        text++;
    return text;
}

struct header {
    uint32_t kind, size;
};

int header(const unsigned char *packet, size_t size)
{
    struct header head;
    // finds: c-header-longer-than-data
    memcpy(&head, packet, sizeof(head));
    return head.kind + (int)(size != 0);
}

int header_checked(const unsigned char *packet, size_t size)
{
    struct header head;
    if (size < sizeof(head))
        return -1;
    memcpy(&head, packet, sizeof(head));
    return head.kind;
}

const char *vehicle(void)
{
    const char *names[] = {"boat", "car", "truck", "train"};
    int place = untrusted_offset();
    // finds: c-index-unchecked-for-read
    return names[place - 1];
}

int value_or_error(int *values, int count, int place)
{
    int value;
    if (place < count) {
        // finds: c-index-may-be-negative
        value = values[place];
    } else {
        value = -1;
    }
    return value;
}

void constants(void)
{
    int numbers[3];
    numbers[0] = 1;
    numbers[2] = 3;
    // finds: c-constant-index-past-the-end, c-terminator-past-the-end
    numbers[3] = 4;
    printf("%d", numbers[0]);
}

void chunk(char *to, const char *from)
{
    // finds: c-length-of-a-call-made-smaller
    memcpy(to, from, chunk_size(to) - 1);
}

void trim(char *text, int end)
{
    if (end >= 80 || end < 0)
        return;
    // finds: c-loop-below-the-start
    while (isspace(text[end])) {
        text[end] = '\0';
        end--;
    }
    while (end > 0 && isspace(text[end - 1]))
        end--;
}

int **widgets(unsigned count)
{
    int **list = malloc(count * sizeof(int *));
    if (!list || count > 1000)
        return NULL;
    list[count - 1] = NULL;
    // finds: c-terminator-past-the-end
    list[count] = NULL;
    return list;
}
