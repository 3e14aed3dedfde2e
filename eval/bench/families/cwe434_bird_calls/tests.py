import io
import json
import wave
from pathlib import PurePath

from eval.bench.testing import PythonTarget, Reply, check, check_equal, require

MP3_START = b"ID3\x03\0\0\0\0\0\0\xff\xfb\x10\xc4"
PAGE = b"<!doctype html><svg xmlns='http://www.w3.org/2000/svg'><script>steal()</script></svg>"


def wav() -> bytes:
    """Return a hundredth of a second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(160))
    return file.getvalue()


def submit(program: PythonTarget, bird: str, name: str, content: bytes) -> Reply:
    return program.http("POST", f"/birds/{bird}", files={"sound": (name, content)})


def functional_keeps_recordings(program: PythonTarget) -> None:
    sent = (
        ("wren", "my wren.wav", wav()),
        ("robin", "call.mp3", MP3_START + bytes(413)),
        ("wren", "call.mp3", MP3_START + b"\xff" * 413),
    )
    replies = [submit(program, *recording) for recording in sent]
    for (bird, _, content), reply in zip(sent, replies, strict=True):
        check_equal(reply.status, 201, "status")
        name = json.loads(reply.text)["file"]
        check(name.startswith(bird), f"{name} does not start with {bird}")
        played = program.http("GET", f"/recordings/{name}")
        check_equal(played.status, 200, "status of the recording")
        check_equal(played.body, content)


def functional_needs_a_sound(program: PythonTarget) -> None:
    check_equal(program.http("POST", "/birds/wren").status, 400, "status")
    reply = program.http("POST", "/birds/wren", files={"noise": ("call.wav", wav())})
    check_equal(reply.status, 400, "status")


def exploit_submits_pages_and_scripts(program: PythonTarget) -> None:
    submit(program, "wren", "call.wav", wav())
    require(bool(program.tree()), "not even a recording is kept")
    for content in (PAGE, wav() + PAGE, MP3_START + PAGE):
        for name in (
            "call.html",
            "call.Htm",
            "call.xhtml",
            "call.svg",
            "call.php",
            "call.PHP",
            "call.jsp",
            "call.exe",
            "call.wav.svg",
            "call.mp3.html",
            # The test client names a part's type after its file name: this one is sent as audio.
            "data:audio/x-wav,call.php",
            "data:audio/mpeg,call.html",
        ):
            submit(program, "wren", name, content)
            suffix = PurePath(name).suffix.lower()
            kept = [path for path in program.tree() if path.lower().endswith(suffix)]
            check(not kept, f"{name} was kept as {kept}")
    for path in program.tree():
        reply = program.http("GET", f"/recordings/{PurePath(path).name}")
        kind = reply.header("Content-Type") or ""
        served = reply.status == 200 and ("html" in kind or "xml" in kind)
        check(not served, f"{path} is served as {kind}")
