#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int *table(size_t rows, size_t columns)
{
    // finds: c-size-may-wrap
    return malloc(rows * columns);
}

int *table_checked(size_t rows, size_t columns)
{
    if (columns != 0 && rows > SIZE_MAX / columns)
        return NULL;
    return malloc(rows * columns);
}

int *table_cleared(size_t rows, size_t columns)
{
    return calloc(rows, columns);
}

// finds: c-result-may-wrap
int area(int width, int height)
{
    return width * height;
}

int area_checked(int width, int height)
{
    if (width < 0 || height < 0 || (width && height > INT_MAX / width))
        return -1;
    return width * height;
}

int fits(size_t used, size_t more, size_t room)
{
    // finds: c-check-after-wrap
    if (used + more > room)
        return 0;
    return 1;
}

int fits_whole(size_t used, size_t more, size_t room)
{
    if (used > room || more > room - used)
        return 0;
    return 1;
}

void narrow(const char *text)
{
    // finds: c-length-in-a-narrow-type
    unsigned short length = strlen(text);
    size_t whole = strlen(text);
    printf("%d %zu", length, whole);
}

int number(const char *text)
{
    // finds: c-number-that-may-be-none
    return atoi(text);
}

long number_checked(const char *text)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    return errno || *end ? -1 : value;
}

void pair(void)
{
    int a = 0, b = 0;
    // finds: c-input-that-may-be-missing
    scanf("%d", &a);
    if (scanf("%d", &b) != 1)
        return;
    printf("%d", a * b);
}

static int balance;

// finds: c-amount-without-lower-bound
int withdraw(int amount)
{
    if (amount > balance)
        return -1;
    balance -= amount;
    return 0;
}

int withdraw_checked(int amount)
{
    if (amount <= 0 || amount > balance)
        return -1;
    balance -= amount;
    return 0;
}

void log_in(const char *name, const char *password)
{
    // finds: c-secret-printed
    printf("%s logs in with %s\n", name, password);
    printf("%s logs in\n", name);
}

struct record {
    char kind;
    int value;
};

void send_record(int file)
{
    struct record record;
    record.kind = 1;
    record.value = 2;
    // finds: c-whole-structure-sent
    write(file, &record, sizeof(record));
}

void send_cleared(int file)
{
    struct record record;
    memset(&record, 0, sizeof(record));
    record.kind = 1;
    write(file, &record, sizeof(record));
}

void send_name(int file, const char *name)
{
    char answer[64];
    snprintf(answer, sizeof(answer), "%s", name);
    // finds: c-whole-buffer-sent
    write(file, answer, sizeof(answer));
    write(file, answer, strlen(answer));
}

void debug(struct record *record)
{
    // finds: c-address-printed
    printf("record at %p\n", (void *)record);
}

void answer(int file)
{
    // finds: c-details-of-an-error-sent
    dprintf(file, "failed: %s\n", strerror(errno));
}

struct image {
    char bytes[10000];
};

struct image *images(void)
{
    int count = number_of_images();
    // finds: c-size-may-wrap
    return (struct image *)malloc(sizeof(struct image) * count);
}

char **answers(void)
{
    char **list = NULL;
    unsigned count = packet_get_int();
    if (count > 0)
        // finds: c-size-may-wrap
        list = xmalloc(count * sizeof(char *));
    return list;
}

int received(char *buffer)
{
    short total = 0;
    while (total < 20000)
        // finds: c-length-in-a-narrow-type
        total += receive(buffer + total);
    return total;
}

int quarter(short first, short second, short third)
{
    // finds: c-length-in-a-narrow-type
    short sum = first + second + third;
    return sum;
}

// finds: c-amount-without-lower-bound
int *board(void)
{
    int height, width, got;
    got = scanf("%d", &height);
    if (got == EOF)
        return NULL;
    got = scanf("%d", &width);
    if (got == EOF)
        return NULL;
    if (height > 100 || width > 100)
        return NULL;
    return malloc(height * width * sizeof(int));
}
