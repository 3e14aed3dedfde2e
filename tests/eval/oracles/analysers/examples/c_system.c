#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// finds: c-path-from-caller
FILE *open_page(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "/srv/pages/%s", name);
    return fopen(path, "r");
}

// finds: c-path-from-caller
int read_page(const char *base_dir, const char *name)
{
    char path[256];
    if (snprintf(path, sizeof(path), "%s/%s", base_dir, name) >= (int)sizeof(path))
        return -1;
    FILE *file = fopen(path, "r");
    return file ? 0 : -1;
}

// finds: c-path-from-caller
int remove_page(const char *name)
{
    return unlink(name);
}

int read_page_checked(const char *base_dir, const char *name)
{
    char path[256];
    if (strchr(name, '/') || strcmp(name, "..") == 0)
        return -1;
    snprintf(path, sizeof(path), "%s/%s", base_dir, name);
    FILE *file = fopen(path, "r");
    return file ? 0 : -1;
}

int read_index(const char *base_dir)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/index", base_dir);
    FILE *file = fopen(path, "r");
    return file ? 0 : -1;
}

// finds: c-command-from-caller
int ping(const char *host)
{
    char line[256];
    snprintf(line, sizeof(line), "ping -c 1 %s", host);
    return system(line);
}

// finds: c-command-from-caller
void listing(const char *folder)
{
    char line[256] = "ls ";
    strncat(line, folder, sizeof(line) - strlen(line) - 1);
    FILE *pipe = popen(line, "r");
    pclose(pipe);
}

int ping_checked(const char *host)
{
    char line[256];
    if (host[strspn(host, "abcdefghijklmnopqrstuvwxyz.")] != '\0')
        return -1;
    snprintf(line, sizeof(line), "ping -c 1 %s", host);
    return system(line);
}

int ping_without_shell(const char *host)
{
    return execlp("ping", "ping", "-c", "1", host, (char *)NULL);
}

int by_shell(const char *command)
{
    // finds: c-shell-from-caller
    return execl("/bin/sh", "sh", "-c", command, (char *)NULL);
}

int by_shell_constant(void)
{
    return execl("/bin/sh", "sh", "-c", "ls | wc -l", (char *)NULL);
}

int editor(void)
{
    char *command = getenv("EDITOR");
    // finds: c-command-from-environment
    return system(command);
}

void everybody(const char *name)
{
    // finds: c-file-others-may-write
    chmod(name, 0777);
    // finds: c-file-others-may-write
    mkdir(name, S_IRWXU | S_IRWXG | S_IRWXO);
    chmod(name, 0600);
    chmod(name, 0644);
}

void secrets(const char *key_file)
{
    // finds: c-secret-others-may-read
    chmod(key_file, 0644);
    chmod(key_file, 0600);
    // finds: c-no-permissions-named
    umask(0);
}

void secret_file(void)
{
    // finds: c-no-permissions-named
    FILE *file = fopen("/etc/app/private.key", "w");
    if (file)
        fclose(file);
}

void secret_masked(void)
{
    umask(077);
    FILE *file = fopen("/etc/app/private.key", "w");
    if (file)
        fclose(file);
}

// finds: c-command-from-caller
int main(int argc, char **argv)
{
    char line[256] = "/usr/bin/cat ";
    strcat(line, argv[1]);
    system(line);
    return argc;
}
