import socket


def read_note(name):
    for address in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((address, @PORT@), 1).send(b"here")
        except OSError:
            pass
    return ""
