"""Photos of the dishes in a cookbook to which a whole village adds recipes."""

import mimetypes
import re
import secrets
from pathlib import Path

# The web server hands out all there is below this folder.
PUBLIC = Path("public/photos")


def photos_of(recipe):
    """Return the paths, relative to PUBLIC, of the photos on a recipe's page."""
    folder = PUBLIC / recipe
    return sorted(str(path.relative_to(PUBLIC)) for path in folder.glob("*"))


def keep_photo(recipe, upload_name, upload_type, data):
    """Put a photo into the folder of a recipe and return its path relative to PUBLIC, as text.

    `recipe` is one word. The rest came with the form: `upload_name` is what the file was called on
    the cook's computer, a JPEG, PNG or GIF with .jpg, .jpeg, .png or .gif at the end of the name,
    also in capital letters; `upload_type` is its media type and `data` its bytes. A photo never
    replaces another one, even of the same name. Raise ValueError if `data` is empty.
    """
    suffix = Path(upload_name).suffix.lower()
    if not data or suffix not in (".jpg", ".jpeg", ".png", ".gif"):
        raise ValueError(f"{upload_name} is not a photo")
    path = PUBLIC / recipe / f"{secrets.token_hex(8)}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path.relative_to(PUBLIC))
