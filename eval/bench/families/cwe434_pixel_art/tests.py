import json
import zlib
from pathlib import PurePath

from eval.bench.testing import PythonTarget, check, check_equal, require


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + checksum


# One black pixel each.
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
    + png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    + png_chunk(b"IEND", b"")
)
GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


def functional_shows_pictures(program: PythonTarget) -> None:
    for name, content in (("cat.png", PNG), ("dog.gif", GIF)):
        reply = program.http("POST", "/gallery", files={"picture": (name, content)})
        check(200 <= reply.status < 300, f"status {reply.status}")
        shown = program.http("GET", json.loads(reply.text)["url"])
        check_equal(shown.status, 200, "status of the picture")
        check_equal(shown.body, content)


def functional_needs_a_picture(program: PythonTarget) -> None:
    check_equal(program.http("POST", "/gallery").status, 400, "status")
    reply = program.http("POST", "/gallery", files={"painting": ("cat.png", PNG)})
    check_equal(reply.status, 400, "status")


def exploit_uploads_active_files(program: PythonTarget) -> None:
    program.http("POST", "/gallery", files={"picture": ("dog.gif", GIF)})
    require(bool(program.tree()), "not even a picture is kept")
    for name in (
        "art.html",
        "art.HTM",
        "art.xhtml",
        "art.svg",
        "art.php",
        "art.pHp",
        "art.shtml",
        "art.jsp",
        "art.py",
        "art.gif.svg",
        "art.png.html",
        # The test client names a part's type after its file name: this one is sent as image/gif.
        "data:image/gif,art.php",
        "data:image/png,art.html",
    ):
        content = GIF + b"<script>steal()</script><?php steal(); ?>"
        program.http("POST", "/gallery", files={"picture": (name, content)})
        suffix = PurePath(name).suffix.lower()
        kept = [path for path in program.tree() if path.lower().endswith(suffix)]
        # A name of the program's own choice may well end in .gif or .png.
        check(not kept, f"{name} was kept as {kept}")
