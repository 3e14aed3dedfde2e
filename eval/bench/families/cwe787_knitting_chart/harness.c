/* Standard input is the chart. Prints the result and the row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    static unsigned char harness_input[4096];
    size_t size = fread(harness_input, 1, sizeof harness_input, stdin);
    unsigned char *chart = malloc(size + (size == 0));
    char *needles = malloc(NEEDLES);
    memcpy(chart, harness_input, size);
    memset(needles, '.', NEEDLES);
    int stitches = lay_row(chart, size, needles);
    printf("%d\n", stitches);
    if (stitches > 0)
        printf("%.*s\n", stitches < NEEDLES ? stitches : NEEDLES, needles);
    free(chart);
    free(needles);
    return 0;
}
