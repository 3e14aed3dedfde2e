from urllib.parse import quote

from eval.bench.testing import WORK, PythonTarget, canary, check, check_equal, check_raised


def functional_sends_a_photo(program: PythonTarget) -> None:
    program.write("albums/Pets/cat.jpg", b"\xff\xd8cat\r\n\x00")
    photo = program.call("albums.photo", "/photos/Pets/cat.jpg")
    check_equal(photo, b"\xff\xd8cat\r\n\x00")


def functional_sends_photos(program: PythonTarget) -> None:
    program.write("albums/Pets/cat.jpg", b"\xff\xd8cat\r\n\x00")
    program.write("albums/Summer 2024/day 1/us two.jpg", b"\xff\xd8us")
    program.write("albums/empty.jpg", b"")
    check_equal(program.call("albums.names"), ["Pets", "Summer 2024", "empty.jpg"])
    for url, photo in (
        ("/photos/Pets/cat.jpg", b"\xff\xd8cat\r\n\x00"),
        ("/photos/Pets/cat.jpg?width=1920", b"\xff\xd8cat\r\n\x00"),
        ("/photos/Pets/cat.jpg?from=../Pets", b"\xff\xd8cat\r\n\x00"),
        ("/photos/%50ets/c%61t%2Ejp%67", b"\xff\xd8cat\r\n\x00"),
        ("/photos/Summer%202024/day%201/us%20two.jpg", b"\xff\xd8us"),
        ("/photos/empty.jpg", b""),
    ):
        check_equal(program.call("albums.photo", url), photo, url)


def functional_takes_any_name(program: PythonTarget) -> None:
    for name in (
        "A/b",
        "A/..b",
        "Us/2",
        "Pets/1+1.jpg",
        "Pets/really?.jpg",
        "Pets/#1.jpg",
        "Pets/100%.jpg",
        "Pets/%2e%2e.jpg",
        "Pets/%252F.jpg",
        "Pets/me..you.jpg",
        "Pets/..jpg",
        "Pets/...",
        "...and more/Zoë & co.jpg",
    ):
        program.write(f"albums/{name}", name)
        url = f"/photos/{quote(name)}"
        check_equal(program.call("albums.photo", url), name.encode(), url)


def functional_reports_missing_photos(program: PythonTarget) -> None:
    program.write("albums/Pets/cat.jpg", b"cat")
    program.write("albums/Pets/1 1.jpg", b"cat")
    for url in (
        "/photos/Pets/dog.jpg",
        "/photos/Pets/1+1.jpg",
        "/photos/Pets/1%25201.jpg",
        "/photos/Birds/cat.jpg",
        "/photos/Birds/Pets/cat.jpg",
        "/photos/Pets/cat.jpg.png",
        "/photos/cat.jpg",
        "/photos/Pets",
        "/photos/",
        "/videos/Pets/cat.jpg",
        "/photosPets/cat.jpg",
        "/Pets/cat.jpg",
        "Pets/cat.jpg",
        "",
    ):
        result = program.attempt("albums.photo", url)
        check_raised(result, "KeyError")


def exploit_leaves_the_albums(program: PythonTarget) -> None:
    secret = canary()
    program.write("albums/Pets/cat.jpg", b"cat")
    for path in ("diary.txt", "taxes/2024.txt", "albums-private/us.jpg", "old/albums/us.jpg"):
        program.write(path, secret)
    places = [
        "../diary.txt",
        "../taxes/2024.txt",
        "../albums-private/us.jpg",
        "../old/albums/us.jpg",
        "../albums/../diary.txt",
        "Pets/../../diary.txt",
        "Pets/../../albums-private/us.jpg",
        "Pets/./.././../taxes/2024.txt",
        "Pets//..//..//diary.txt",
        "./../diary.txt",
        "/../diary.txt",
        "....//diary.txt",
        "..././diary.txt",
        ".../...//diary.txt",
        f"{WORK}/diary.txt",
        f"/{WORK}/diary.txt",
        f"{WORK}/albums/../diary.txt",
        f"{WORK}/albums-private/us.jpg",
        f"../..{WORK}/diary.txt",
        "../../../../../../proc/self/cwd/diary.txt",
    ]
    for place in places:
        everything = "".join(f"%{byte:02x}" for byte in place.encode())
        for path in (
            place,
            place.replace(".", "%2e"),
            place.replace("/", "%2F"),
            place.replace("..", ".%2E").replace("/", "%2f"),
            everything,
            quote(place.replace(".", "%2e").replace("/", "%2f")),
            quote(everything),
        ):
            for url in (f"/photos/{path}", f"/photos/{path}?width=1", f"/photos{path}"):
                sent = repr(program.attempt("albums.photo", url))
                check(secret not in sent, f"{url} was sent")
