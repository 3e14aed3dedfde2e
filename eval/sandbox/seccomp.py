"""The system calls that no program in the sandbox may make.

The filter is built by libseccomp (https://github.com/seccomp/libseccomp) and handed to bubblewrap.
It takes away what no honest program under test needs and much of the kernel's attack surface hangs
on; the rest of the boundary does not depend on it. System calls of another architecture (32-bit
ones on a 64-bit machine) kill the process, as is libseccomp's default.
"""

import errno
import functools
import os
import socket
import tempfile

# Grouped as systemd.exec(5) groups them; a name that this machine's kernel interface lacks is
# left out.
DENIED = (
    # debugging and reading other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    # mounts and namespaces
    *("mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen"),
    *("fsconfig", "fsmount", "fspick", "mount_setattr", "unshare", "setns"),
    *("name_to_handle_at", "open_by_handle_at"),
    # large interfaces with a history of holes
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter"),
    *("io_uring_register", "fanotify_init", "keyctl", "add_key", "request_key"),
    # memory that no file system's size and no resident set accounts for
    *("memfd_create", "memfd_secret", "shmget", "msgget", "semget"),
    # the machine itself
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"),
    *("swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "syslog", "sethostname"),
    *("setdomainname", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "iopl"),
    *("ioperm", "modify_ldt", "vhangup", "nfsservctl", "lookup_dcookie"),
)
# linux/sched.h: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
NEW_NAMESPACE = (
    *(0x00020000, 0x02000000, 0x04000000, 0x08000000),
    *(0x10000000, 0x20000000, 0x40000000),
)
# asm-generic/ioctls.h: TIOCSTI and TIOCLINUX type into a terminal (CVE-2017-5226).
TERMINAL_INPUT = (0x5412, 0x541C)
# The kernel looks at 32 bits; comparing 64 would let a caller hide behind the others
# (CVE-2019-10063).
LOW_BITS = 0xFFFFFFFF


@functools.cache
def program() -> bytes:
    """Return the filter as BPF, in the form bubblewrap's ``--seccomp`` takes.

    Raises:
        RuntimeError: the machine has no libseccomp.
    """
    import pyseccomp as libseccomp

    rules = libseccomp.SyscallFilter(libseccomp.ALLOW)
    refuse = libseccomp.ERRNO(errno.EPERM)
    for name in DENIED:
        if _known(name):
            rules.add_rule(refuse, name)
    for flag in NEW_NAMESPACE:
        rules.add_rule(refuse, "clone", libseccomp.Arg(0, libseccomp.MASKED_EQ, flag, flag))
    for request in TERMINAL_INPUT:
        masked = libseccomp.Arg(1, libseccomp.MASKED_EQ, LOW_BITS, request)
        rules.add_rule(refuse, "ioctl", masked)
    # A filter cannot look at clone3's arguments, which are in memory; without it libc uses clone.
    rules.add_rule(libseccomp.ERRNO(errno.ENOSYS), "clone3")
    other_family = libseccomp.Arg(0, libseccomp.NE, int(socket.AF_UNIX))
    rules.add_rule(libseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", other_family)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def descriptor() -> int:
    """Return a descriptor from which a new sandbox reads the filter; the caller closes it."""
    reading, writing = os.pipe()
    os.write(writing, program())
    os.close(writing)
    return reading


def _known(name: str) -> bool:
    import pyseccomp as libseccomp

    return libseccomp.resolve_syscall(libseccomp.system_arch(), name) >= 0
