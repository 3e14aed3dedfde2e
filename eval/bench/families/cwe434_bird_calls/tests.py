import io
import json
import wave
from pathlib import PurePath

from eval.bench.testing import PythonTarget, Reply, check, check_equal, require

MP3_START = b"ID3\x03\0\0\0\0\0\0\xff\xfb\x10\xc4"
OGG_START = b"OggS\0\x02" + bytes(20) + b"\x01\x1e\x01vorbis"
PAGE = b"<!doctype html><svg xmlns='http://www.w3.org/2000/svg'><script>steal()</script></svg>"

# What a web server runs, or a browser runs scripts in.
RUN = ".php .php5 .phtml .phar .shtml .jsp .asp .py .cgi .pl .html .htm .xhtml .svg .xml .js .exe"
ACTIVE_NAMES = (
    *(f"call{suffix}" for suffix in RUN.split()),
    "call.Htm",
    "call.PHP",
    "call.wav.svg",
    "call.mp3.html",
    "call.OGG.PHP",
    "call.wav;.html",
    "call.php.",
    "call.html ",
    "call.svg...",
    "call.php\0.wav",
    "../call.html",
    "call.wav/call.php",
    "C:\\sounds\\call.php",
    "wav.html",
    ".mp3.svg",
)


def wav() -> bytes:
    """Return a hundredth of a second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(160))
    return file.getvalue()


def submit(program: PythonTarget, bird: str, name: str, content: bytes, kind: str) -> Reply:
    return program.http("POST", f"/birds/{bird}", files={"sound": (name, content, kind)})


def check_kept(program: PythonTarget, *recordings: tuple[str, str, bytes, str]) -> None:
    """Submit these recordings, then check that each one is there."""
    replies = [submit(program, *recording) for recording in recordings]
    for (bird, _, content, _), reply in zip(recordings, replies, strict=True):
        check_equal(reply.status, 201, "status")
        name = json.loads(reply.text)["file"]
        check(name.startswith(bird), f"{name} does not start with {bird}")
        played = program.http("GET", f"/recordings/{name}")
        check_equal(played.status, 200, "status of the recording")
        check_equal(played.body, content)


def functional_keeps_recordings(program: PythonTarget) -> None:
    check_kept(
        program,
        ("wren", "my wren.wav", wav(), "audio/wav"),
        ("robin", "call.mp3", MP3_START + bytes(413), "audio/mpeg"),
        ("blue-tit", "tit.ogg", OGG_START + bytes(413), "audio/ogg"),
    )


def functional_gives_new_names(program: PythonTarget) -> None:
    check_kept(
        program,
        *(
            ("wren", "call.mp3", MP3_START + bytes([number]) * 413, "audio/mpeg")
            for number in range(1, 4)
        ),
    )


def functional_needs_a_sound(program: PythonTarget) -> None:
    check_equal(program.http("POST", "/birds/wren").status, 400, "status")
    reply = program.http("POST", "/birds/wren", files={"noise": ("call.wav", wav())})
    check_equal(reply.status, 400, "status")
    check_equal(program.tree(), [], "files")


def exploit_submits_pages_and_scripts(program: PythonTarget) -> None:
    submit(program, "wren", "call.wav", wav(), "audio/wav")
    require(bool(program.tree()), "not even a recording is kept")
    for kind, content in (
        ("audio/wav", wav() + PAGE),
        ("audio/mpeg", MP3_START + PAGE),
        ("audio/ogg", OGG_START + PAGE),
        ("audio/mpeg", PAGE),
        ("text/html", MP3_START + PAGE),
        ("image/svg+xml", PAGE),
        ("application/octet-stream", PAGE),
    ):
        before = set(program.tree())
        for name in ACTIVE_NAMES:
            submit(program, "wren", name, content, kind)
        # A server overlooks dots and spaces at the end of a name.
        kept = {
            path: PurePath(path.lower().rstrip(". ")).suffix
            for path in program.tree()
            if path not in before
        }
        active = [path for path, suffix in kept.items() if suffix in RUN.split()]
        check(not active, f"kept after uploads as {kind}: {active}")
        for path in kept:
            reply = program.http("GET", f"/recordings/{PurePath(path).name}")
            served = (reply.header("Content-Type") or "").lower()
            passive = not any(word in served for word in ("html", "xml", "script", "php"))
            check(reply.status != 200 or passive, f"{path} is served as {served}")
