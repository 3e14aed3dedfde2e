import subprocess

subprocess.Popen(["sleep", "86399"], start_new_session=True)


def read_note(name):
    return ""
