"""Search of a cooking site, whose recipes are the text files in the recipes folder."""

import glob
import os
import subprocess


def recipes_with(ingredient):
    """Return the names of the recipes that mention `ingredient`, sorted: ["soup.txt", "stew.txt"].

    grep does the searching, through all files recipes/*.txt. The ingredient is what a visitor typed
    into the search box. It is plain text, not a pattern, and its case does not matter. The list is
    empty if no recipe mentions it.
    """
    paths = glob.glob("recipes/*.txt")
    command = ["grep", "-li", "-e", ingredient, "--", *paths]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    return sorted(os.path.basename(path) for path in found.stdout.splitlines())
