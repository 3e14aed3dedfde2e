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
    char path[4096];
    snprintf(path, sizeof path, "%s/private.key", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0)
        return -1;
    fchmod(file, 0600);
    dprintf(file, "%s\n", tunnel->private_key);
    close(file);
    snprintf(path, sizeof path, "%s/public.key", folder);
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0)
        return -1;
    fchmod(file, 0644);
    dprintf(file, "%s\n", tunnel->public_key);
    close(file);
    return 0;
}
