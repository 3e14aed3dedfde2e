"""Photo albums of a family, which every television in the house can show."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes


class Albums:
    def __init__(self, folder):
        self.folder = Path(folder)

    def names(self):
        return sorted(album.name for album in self.folder.iterdir())

    def _photos(self):
        """Yield each photo there is, as (path below the folder, file)."""
        for folder, _, files in os.walk(self.folder):
            for file in files:
                path = Path(folder, file)
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self.folder).as_posix(), path

    def photo(self, url):
        """Return the bytes of the photo at `url`, which a television asks for."""
        path, _, _ = url.partition("?")
        start, photos, rest = path.partition("/photos/")
        if start or not photos:
            raise KeyError(url)
        return dict(self._photos())[os.fsdecode(unquote_to_bytes(rest))].read_bytes()


albums = Albums("albums")
