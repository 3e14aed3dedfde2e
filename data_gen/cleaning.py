"""What of a program is code, and whether two programs are the same code."""

import hashlib

from coveval_train.cwe import Language
from eval.bench import trees
from eval.bench.duplicates import TOKEN


def without_comments(code: str, language: Language) -> str:
    """Return a program without its comments and the lines that hold nothing else.

    Docstrings stay: they are part of the program.
    """
    source = code.encode(errors="replace")
    kept, at = [], 0
    for node in trees.comments(source, language):
        start, end = node.start_byte, node.end_byte
        while start > at and source[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        ends_line = source[end : end + 1] in (b"", b"\r", b"\n")
        kept.append(source[at:start])
        if ends_line and source[start - 1 : start] in (b"", b"\n"):
            newline = source.find(b"\n", end)
            end = newline + 1 if newline >= 0 else len(source)
        elif not ends_line and source[end : end + 1] not in (b" ", b"\t"):
            # A comment may be all that parts two tokens.
            kept.append(b" ")
        at = end
    return b"".join([*kept, source[at:]]).decode()


def digest(code: str, language: Language) -> bytes:
    """Return 16 bytes that programs share if they differ in comments and white space alone."""
    tokens = TOKEN.findall(without_comments(code, language))
    return hashlib.blake2b("\0".join(tokens).encode(), digest_size=16).digest()
