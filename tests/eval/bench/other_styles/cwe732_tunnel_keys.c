/* Sets up VPN tunnels on a machine that several people have accounts on. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tunnel {
    const char *private_key;
    const char *public_key;
};

struct key_file {
    const char *name, *draft, *key;
    mode_t mode;
};

/* Write a new file with the key and let it take the place of the earlier one. */
static int put_key(int folder, const struct key_file *file)
{
    unlinkat(folder, file->draft, 0);
    int fd = openat(folder, file->draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return -1;
    int good = fchmod(fd, file->mode) == 0 && dprintf(fd, "%s\n", file->key) >= 0;
    good = close(fd) == 0 && good;
    if (good && renameat(folder, file->draft, folder, file->name) == 0)
        return 0;
    unlinkat(folder, file->draft, 0);
    return -1;
}

int save_tunnel_keys(const char *folder, const struct tunnel *tunnel)
{
    const struct key_file files[] = {
        {"private.key", "private.key.new", tunnel->private_key, 0600},
        {"public.key", "public.key.new", tunnel->public_key, 0644},
    };
    int result = 0;
    int place = open(folder, O_RDONLY | O_DIRECTORY);
    if (place < 0)
        return -1;
    for (size_t i = 0; i < sizeof files / sizeof *files && !result; i++)
        result = put_key(place, &files[i]);
    close(place);
    return result;
}
