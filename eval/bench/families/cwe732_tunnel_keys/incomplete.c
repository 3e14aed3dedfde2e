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

/* Write the keys, a line each, to private.key and public.key in `folder`, over earlier ones or the
   placeholders of the installer, two files that everybody can read. This account's daemon reads
   private.key, everybody reads public.key.
   Returns 0, or -1 if a file cannot be opened or made. */
int save_tunnel_keys(const char *folder, const struct tunnel *tunnel)
{
    // >>> complete here
}
