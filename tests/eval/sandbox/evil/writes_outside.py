import os


def read_note(name):
    for folder in ("@FOLDER@", "/proc/1/root@FOLDER@", "/usr", "/usr/lib", "/etc", "/root", "/home", "/"):
        try:
            with open(os.path.join(folder, "coveval-intruder"), "w") as file:
                file.write("here")
        except OSError:
            pass
    return ""
