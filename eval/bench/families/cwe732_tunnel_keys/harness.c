/* Saves keys: the arguments are the folder, the private key and the public one. */
#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    struct tunnel tunnel = {argv[2], argv[3]};
    printf("%d\n", save_tunnel_keys(argv[1], &tunnel));
    return 0;
}
