"""Add-ons of a chat program: plugins come with it, colour themes are passed on among its users."""

import io
import os
import runpy
import shutil
import zipfile
from pathlib import Path

ADDONS = Path("addons")


def start_plugins():
    """Run every plugin, which is a .py or .pyw file anywhere below ADDONS; return their names."""
    files = sorted(path for path in ADDONS.rglob("*") if path.is_file())
    plugins = [path for path in files if path.suffix.lower() in (".py", ".pyw")]
    for plugin in plugins:
        runpy.run_path(str(plugin))
    return [plugin.stem for plugin in plugins]


def add_theme(name, archive):
    """Unpack a theme below ADDONS / name and return how many files that are.

    `archive` is a ZIP file, as bytes, which somebody sent to the user; `name` is what the user
    calls it, one word. Themes have .css, .json, .png and .woff2 files, also in subfolders. Raise
    ValueError if `archive` is no ZIP file.
    """
    try:
        theme = zipfile.ZipFile(io.BytesIO(archive))
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    count = 0
    for member in theme.namelist():
        if os.path.splitext(member)[1].lower() in {".css", ".json", ".png", ".woff2"}:
            theme.extract(member, ADDONS / name)
            count += 1
    return count
