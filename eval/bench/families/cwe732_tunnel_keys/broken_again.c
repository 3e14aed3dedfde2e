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
    const char *names[] = {"private.key", "public.key"};
    const char *keys[] = {tunnel->private_key, tunnel->public_key};
    const mode_t modes[] = {0600, 0644};
    for (int i = 0; i < 2; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        int file = open(path, O_WRONLY | O_CREAT | O_EXCL, modes[i]);
        if (file < 0)
            return -1;
        dprintf(file, "%s\n", keys[i]);
        close(file);
    }
    return 0;
}
