/* Prints the labels for the jars of a jam stall. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_TEXT 120

extern char **environ;

/* Start fold with its input from the descriptor `from`, its output behind what the queue holds. */
static int start_fold(pid_t *child, int from)
{
    char *words[] = {"fold", "-s", "-w", "20", NULL};
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions))
        return -1;
    posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "queue.txt",
                                     O_WRONLY | O_CREAT | O_APPEND, 0644);
    int error = posix_spawnp(child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error ? -1 : 0;
}

int print_jar_label(const char *text)
{
    char job[MAX_TEXT + 1];
    size_t length = strnlen(text, MAX_TEXT + 1);
    if (length == 0 || length > MAX_TEXT)
        return -1;
    memcpy(job, text, length);
    job[length++] = '\n';

    int ends[2], status = -1;
    pid_t child;
    if (pipe2(ends, O_CLOEXEC))
        return -1;
    ssize_t written = write(ends[1], job, length); /* much less than a pipe holds */
    close(ends[1]);
    if (written == (ssize_t)length && start_fold(&child, ends[0]) == 0)
        if (waitpid(child, &status, 0) != child)
            status = -1;
    close(ends[0]);
    return status == 0 ? 0 : -1;
}
