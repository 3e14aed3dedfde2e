"""Search of a cooking site, whose recipes are the text files in the recipes folder."""

import glob
import os
import subprocess


class Grep:
    """A search for one plain text, whatever its case, in files that are given later."""

    OPTIONS = ("--fixed-strings", "--ignore-case", "--files-with-matches", "--null", "--text")

    def __init__(self, text):
        self.command = ["grep", *self.OPTIONS, f"--regexp={text}", "--"]

    def __call__(self, files):
        finished = subprocess.run(
            [*self.command, *files],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
        if finished.returncode > 1:
            raise RuntimeError("grep could not search the recipes")
        yield from (os.fsdecode(name) for name in finished.stdout.split(b"\0") if name)


def recipes_with(ingredient):
    """Return the names of the recipes that mention `ingredient`, sorted: ["soup.txt", "stew.txt"]."""
    recipes = glob.glob("recipes/*.txt")
    if not recipes or {"\n", "\0"} & {*ingredient}:  # which no line holds
        return []
    return sorted(map(os.path.basename, Grep(ingredient)(recipes)))
