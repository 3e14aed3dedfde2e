"""Translations of a program, which volunteers send in."""

import io
import os
import zipfile

FOLDER = "locale"


def install_translations(archive):
    """Install the translations in `archive`, the bytes of a zip file that a volunteer uploaded.

    Every entry whose name ends in ".po" is written below the folder "locale", under its name in
    lower case and with its subfolders: "Menu/pt_BR.po" becomes locale/menu/pt_br.po. Other entries
    are left out. Return the number of files installed.
    """
    base = os.path.realpath(FOLDER)
    installed = 0
    with zipfile.ZipFile(io.BytesIO(archive)) as upload:
        for name in upload.namelist():
            path = os.path.realpath(os.path.join(base, name.lower()))
            if not name.endswith(".po") or os.path.commonpath([base, path]) != base:
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(upload.read(name))
            installed += 1
    return installed
