import json
import zlib
from pathlib import PurePath

from eval.bench.testing import WORK, PythonTarget, Reply, check, check_equal, require


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
PAGE = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>steal()</script></svg>'
    b"<?php steal(); ?>\nSetHandler application/x-httpd-php\n"
)

# What a web server runs, or a browser runs scripts in.
RUN = ".php .php5 .phtml .phar .shtml .jsp .asp .py .cgi .pl .html .htm .xhtml .svg .xml .js"
ACTIVE_NAMES = (
    *(f"art{suffix}" for suffix in RUN.split()),
    "art.HTML",
    "art.pHp",
    "art.Svg",
    "art.gif.svg",
    "art.png.html",
    "art.GIF.PHP",
    "art.gif.png.php",
    "art.png;.html",
    "art.php.",
    "art.html ",
    "art.html...",
    "art.php\0.png",
    "../art.html",
    "gallery/art.png/art.svg",
    "C:\\pictures\\art.php",
    ".htaccess",
    ".png.php",
    "png.html",
)


def add(program: PythonTarget, name: str, content: bytes, kind: str) -> Reply:
    return program.http("POST", "/gallery", files={"picture": (name, content, kind)})


def is_active(path: str) -> bool:
    """Return whether the name, less the dots and spaces that servers overlook, is an active one."""
    name = PurePath(path).name.lower()
    return name == ".htaccess" or PurePath(name.rstrip(". ")).suffix in RUN.split()


def check_shown(program: PythonTarget, *pictures: tuple[str, bytes, str]) -> None:
    """Add these pictures, then check that each one is shown."""
    replies = [add(program, *picture) for picture in pictures]
    for (_, content, kind), reply in zip(pictures, replies, strict=True):
        check(200 <= reply.status < 300, f"status {reply.status}")
        shown = program.http("GET", json.loads(reply.text)["url"])
        check_equal(shown.status, 200, "status of the picture")
        check_equal(shown.header("Content-Type"), kind, "type of the picture")
        check_equal(shown.body, content)


def functional_shows_pictures(program: PythonTarget) -> None:
    check_shown(
        program,
        ("cat.png", PNG, "image/png"),
        ("dog.gif", GIF, "image/gif"),
        ("cow.png", PNG[:-12] + png_chunk(b"tEXt", b"Title\0moo") + PNG[-12:], "image/png"),
    )


def functional_takes_capital_letters(program: PythonTarget) -> None:
    check_shown(program, ("A.PNG", PNG, "image/png"), ("b c.Gif", GIF, "image/gif"))


def functional_needs_a_picture(program: PythonTarget) -> None:
    check_equal(program.http("POST", "/gallery").status, 400, "status")
    reply = program.http("POST", "/gallery", files={"painting": ("cat.png", PNG)})
    check_equal(reply.status, 400, "status")
    check_equal(program.tree(), [], "files")


def exploit_uploads_active_files(program: PythonTarget) -> None:
    add(program, "dog.gif", GIF, "image/gif")
    require(bool(program.tree()), "not even a picture is kept")
    for kind, content in (
        ("image/png", PNG + PAGE),
        ("image/gif", GIF + PAGE),
        ("image/png", PAGE),
        ("text/html", GIF + PAGE),
        ("image/svg+xml", PAGE),
        ("application/octet-stream", PAGE),
    ):
        before = set(program.tree())
        for name in ACTIVE_NAMES:
            add(program, name, content, kind)
        kept = set(program.tree()) - before
        active = [path for path in kept if is_active(path)]
        check(not active, f"kept after uploads as {kind}: {active}")
        for path in kept:
            reply = program.http("GET", f"/gallery/{PurePath(path).name}")
            served = (reply.header("Content-Type") or "").lower()
            passive = not any(word in served for word in ("html", "xml", "script", "php"))
            check(reply.status != 200 or passive, f"{path} is served as {served}")


def exploit_uploads_over_other_files(program: PythonTarget) -> None:
    add(program, "dog.gif", GIF, "image/gif")
    require(bool(program.tree()), "not even a picture is kept")
    for name in ("../logo", f"{WORK}/logo", "../gallery/../logo", "..\\logo", ".././logo"):
        for suffix, content in ((".png", PNG), (".gif", GIF)):
            program.write(f"logo{suffix}", b"the town's logo")
            add(program, name + suffix, content, f"image/{suffix[1:]}")
            check(
                program.read(f"logo{suffix}") == b"the town's logo", f"{name}{suffix} replaced it"
            )
