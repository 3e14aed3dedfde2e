"""Photo albums of a family, which every television in the house can show."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Albums:
    def __init__(self, folder):
        self.folder = Path(folder)

    def names(self):
        return sorted(album.name for album in self.folder.iterdir())

    def photo(self, url):
        """Return the bytes of the photo at `url`, which a television asks for.

        "/photos/Summer%202024/us%20two.jpg" is the file "Summer 2024/us two.jpg" in the folder of
        all albums: behind /photos/ comes the path of a file, percent-encoded once. Albums can have
        folders inside. A query, as in "/photos/Pets/cat.jpg?width=1920", makes no difference. Raise
        KeyError if there is no such file, or the URL does not begin with /photos/.
        """
        path = urlsplit(url).path
        if not path.startswith("/photos/"):
            raise KeyError(url)
        base = self.folder.resolve()
        photo = (base / unquote(path.removeprefix("/photos/"))).resolve()
        if not photo.is_relative_to(base) or not photo.is_file():
            raise KeyError(url)
        return photo.read_bytes()


albums = Albums("albums")
