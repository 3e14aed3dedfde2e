/* Sets up VPN tunnels on a machine that several people have accounts on. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tunnel {
    const char *private_key;
    const char *public_key;
};

/* Write the keys, a line each, to private.key and public.key in `folder`, over earlier ones. This
   account's daemon reads private.key, everybody reads public.key.
   Returns 0, or -1 if a file cannot be written. */
int save_tunnel_keys(const char *folder, const struct tunnel *tunnel)
{
    // >>> complete here
}
