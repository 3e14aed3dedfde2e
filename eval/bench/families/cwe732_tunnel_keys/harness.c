/* Saves keys: the arguments are the folder, the private key, the public one and a umask in octal.
   Whenever the program changes a file's mode or name, and at the end, the harness looks for files
   in the folder that hold the private key and that others can read; it says so on stderr. With
   NO_STDIN in the environment standard input is closed, as that of a service may be. */
#include <dirent.h>
#include <stdlib.h>
#include <sys/syscall.h>

static const char *harness_folder, *harness_secret;

static void harness_look(void)
{
    char path[4096], text[4096];
    struct dirent *entry;
    struct stat info;
    DIR *folder = opendir(harness_folder);
    while (folder && (entry = readdir(folder)) != NULL) {
        snprintf(path, sizeof path, "%s/%s", harness_folder, entry->d_name);
        if (lstat(path, &info) != 0 || !S_ISREG(info.st_mode) || !(info.st_mode & 077))
            continue;
        int file = open(path, O_RDONLY);
        ssize_t size = file < 0 ? 0 : read(file, text, sizeof text - 1);
        text[size < 0 ? 0 : size] = '\0';
        if (strstr(text, harness_secret))
            fprintf(stderr, "exposed: %s has mode %o\n", path, info.st_mode & 0777);
        close(file);
    }
    if (folder)
        closedir(folder);
}

int chmod(const char *path, mode_t mode)
{
    harness_look();
    return syscall(SYS_fchmodat, AT_FDCWD, path, mode);
}

int fchmod(int file, mode_t mode)
{
    harness_look();
    return syscall(SYS_fchmod, file, mode);
}

int fchmodat(int folder, const char *path, mode_t mode, int flags)
{
    harness_look();
    return syscall(SYS_fchmodat, folder, path, mode);
}

int rename(const char *from, const char *to)
{
    harness_look();
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
    harness_look();
    return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int remove(const char *path)
{
    return unlink(path);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    struct tunnel tunnel = {argv[2], argv[3]};
    harness_folder = argv[1];
    harness_secret = argv[2];
    if (getenv("NO_STDIN"))
        close(0);
    umask(strtol(argv[4], NULL, 8));
    printf("%d\n", save_tunnel_keys(argv[1], &tunnel));
    harness_look();
    return 0;
}
