import socket


def read_note(name):
    for address in ("\0@ABSTRACT@", "@FOLDER@/socket"):
        try:
            with socket.socket(socket.AF_UNIX) as channel:
                channel.connect(address)
                channel.send(b"here")
        except OSError:
            pass
    return ""
