/* Saves a journal: the arguments are the folder, a umask in octal, the size in bytes that no file
   may exceed (0: any; negative: only until a write has failed for it, as if space were freed then),
   and day, minutes and notes of each session. Whenever the program changes a file's mode or name,
   and at the end, the harness looks for files in the folder that hold the first notes and that
   others can read; it says so on stderr. With NO_STDIN in the environment standard input is
   closed, as that of a service may be. */
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static const char *harness_folder, *harness_secret;
static char harness_found[4096];

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
        if (*harness_secret != '\0' && strstr(text, harness_secret))
            snprintf(harness_found, sizeof harness_found, "exposed: %.99s has mode %o\n",
                     entry->d_name, info.st_mode & 0777);
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

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    harness_look();
    return syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
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

static void harness_limit(rlim_t size)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size > 0 ? size : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void harness_lift(int number)
{
    harness_limit(0);
}

int main(int argc, char **argv)
{
    struct session *first = NULL, **end = &first;
    if (argc < 4)
        return 2;
    for (int i = 4; i + 2 < argc; i += 3) {
        *end = malloc(sizeof **end);
        **end = (struct session){argv[i], atoi(argv[i + 1]), argv[i + 2], NULL};
        end = &(*end)->next;
    }
    harness_folder = argv[1];
    harness_secret = first ? first->notes : "";
    if (getenv("NO_STDIN"))
        close(0);
    signal(SIGXFSZ, atoi(argv[3]) < 0 ? harness_lift : SIG_IGN);
    umask(strtol(argv[2], NULL, 8));
    harness_limit(abs(atoi(argv[3])));
    int result = save_journal(argv[1], first);
    harness_look();
    harness_limit(0);
    printf("%d\n", result);
    fprintf(stderr, "%s", harness_found);
    while (first) {
        struct session *next = first->next;
        free(first);
        first = next;
    }
    return 0;
}
