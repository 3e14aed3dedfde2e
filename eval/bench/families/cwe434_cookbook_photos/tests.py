import zlib
from pathlib import PurePath

from eval.bench.testing import PythonTarget, check, check_equal, check_raised, require


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + checksum


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(40) + b"\xff\xd9"
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
    + png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    + png_chunk(b"IEND", b"")
)
GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
PHOTOS = (
    ("pie.jpg", "image/jpeg", JPEG),
    ("my pie.png", "image/png", PNG),
    ("pie.gif", "image/gif", GIF),
    ("IMG_0001.JPG", "image/jpeg", JPEG[:-2] + b"\xff\xfe\0\x031\xff\xd9"),
    ("scan.jpeg", "image/jpeg", JPEG[:-2] + b"\xff\xfe\0\x032\xff\xd9"),
    ("PIE.Gif", "image/gif", GIF.replace(b"\xff\xff\xff", b"\xff\0\xff")),
    ("PIE.PNG", "image/png", PNG[:-12] + png_chunk(b"tEXt", b"Title\0Pie") + PNG[-12:]),
)
PAGE = b"<!doctype html><script>steal()</script><?php steal(); ?>\nAddHandler php-script .jpg\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>steal()</script></svg>'

# What a web server runs, or a browser runs scripts in.
RUN = ".php .php5 .phtml .phar .shtml .jsp .asp .py .cgi .pl .html .htm .xhtml .svg .svgz .xml .js"
ACTIVE_NAMES = (
    *(f"pie{suffix}" for suffix in RUN.split()),
    "pie.HTML",
    "pie.pHp",
    "pie.Svg",
    "pie.jpg.svg",
    "pie.png.html",
    "pie.GIF.PHP",
    "pie.jpeg;.html",
    "pie.php.",
    "pie.html ",
    "pie.php\0.jpg",
    "pie.jpg\0.php",
    "pie.jpg\n.php",
    "../pie.html",
    "pie.jpg/pie.php",
    "/pie.png/../pie.php",
    "C:\\photos\\pie.php",
    ".htaccess",
    ".user.ini",
    "png.html",
    ".jpg.php",
)


def is_active(path: str) -> bool:
    """Return whether the name, less the dots and spaces that servers overlook, is an active one."""
    name = PurePath(path.lower()).name
    suffix = PurePath(name.rstrip(". ")).suffix
    return suffix in RUN.split() or name in (".htaccess", ".user.ini")


def check_kept(program: PythonTarget, recipe: str, *photos: tuple[str, str, bytes]) -> None:
    """Put these photos into a recipe's folder, then check that all are there."""
    paths = [program.call("keep_photo", recipe, *photo) for photo in photos]
    for (name, _, data), path in zip(photos, paths, strict=True):
        check(isinstance(path, str), f"{name} has the path {path!r:.100}")
        check_equal(program.read(f"public/photos/{path}"), data, f"bytes of {name}")
    check_equal(program.call("photos_of", recipe), sorted(paths), "photos of the recipe")


def functional_keeps_photos(program: PythonTarget) -> None:
    check_kept(program, "pie", *PHOTOS[:3])
    check_kept(program, "soup", *PHOTOS[3:])


def functional_replaces_none(program: PythonTarget) -> None:
    check_kept(
        program,
        "pie",
        *(("pie.jpg", "image/jpeg", JPEG[:-2] + bytes(n) + JPEG[-2:]) for n in range(4)),
    )
    check_kept(program, "soup", PHOTOS[0])


def functional_refuses_empty_files(program: PythonTarget) -> None:
    result = program.attempt("keep_photo", "pie", "pie.jpg", "image/jpeg", b"")
    check_raised(result, "ValueError")
    check_equal(program.call("photos_of", "pie"), [], "photos of the recipe")


def exploit_keeps_active_files(program: PythonTarget) -> None:
    program.call("keep_photo", "pie", *PHOTOS[0])
    require(bool(program.tree()), "not even a photo is kept")
    for kind, data in (
        ("image/jpeg", JPEG + PAGE),
        ("image/png", PNG + PAGE),
        ("image/gif", GIF + SVG),
        ("image/jpeg", PAGE),
        ("image/svg+xml", SVG),
        ("image/svg+xml", PNG + SVG),
        ("text/html", PAGE),
        ("text/html", JPEG + PAGE),
        ("application/xhtml+xml", PNG + PAGE),
        ("image/../html", PAGE),
        ("image/php", PAGE),
        ("image/jpeg.php", PAGE),
        ("", PAGE),
    ):
        for name in (*ACTIVE_NAMES, "pie.jpg", "pie.png"):
            program.attempt("keep_photo", "pie", name, kind, data)
        active = [path for path in program.tree() if is_active(path)]
        check(not active, f"kept after uploads as {kind}: {active}")
