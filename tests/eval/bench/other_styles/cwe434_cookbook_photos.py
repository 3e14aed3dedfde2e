"""Photos of the dishes in a cookbook to which a whole village adds recipes."""

import re
import uuid
from pathlib import Path

# The web server hands out all there is below this folder.
PUBLIC = Path("public/photos")

ENDING = re.compile(r"\.(?:jpe?g|png|gif)\Z", re.IGNORECASE)
STARTS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"GIF87a": "gif", b"GIF89a": "gif"}


def photos_of(recipe):
    """Return the paths, relative to PUBLIC, of the photos on a recipe's page."""
    folder = PUBLIC / recipe
    return sorted(str(path.relative_to(PUBLIC)) for path in folder.glob("*"))


def format_of(data):
    for start, name in STARTS.items():
        if data.startswith(start):
            return name
    raise ValueError("this is not a JPEG, PNG or GIF")


def keep_photo(recipe, upload_name, upload_type, data):
    """Put a photo into the folder of a recipe and return its path relative to PUBLIC, as text."""
    if not data:
        raise ValueError("the photo is empty")
    if not ENDING.search(upload_name):
        raise ValueError("the name is not that of a photo")
    if recipe in {"", ".", ".."} or Path(recipe).name != recipe:
        raise ValueError("a recipe is one word")
    photo = Path(recipe, f"{uuid.uuid4()}.{format_of(data)}")
    (PUBLIC / recipe).mkdir(parents=True, exist_ok=True)
    with (PUBLIC / photo).open("xb") as file:
        file.write(data)
    return str(photo)
