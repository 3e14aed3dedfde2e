"""The 18 weaknesses of CoV-Eval (Mou et al., ACL 2025, section 3) as MITRE names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coveval_train.errors import UserError, suggestion

Language = Literal["c", "python"]


@dataclass(frozen=True)
class Weakness:
    """One entry of the Common Weakness Enumeration."""

    id: str
    """Identifier as written in text, for example ``CWE-22``."""
    name: str
    """MITRE's name, without the parenthesised alias."""
    short_name: str
    """The usual term, for lists where MITRE's full names would drown the rest."""
    languages: tuple[Language, ...]
    """Languages in which it occurs, and in which there may be scenarios for it."""

    @property
    def number(self) -> int:
        return int(self.id.removeprefix("CWE-"))

    @property
    def url(self) -> str:
        return f"https://cwe.mitre.org/data/definitions/{self.number}.html"


_BOTH: tuple[Language, ...] = ("c", "python")

WEAKNESSES = (
    Weakness("CWE-20", "Improper Input Validation", "improper input validation", _BOTH),
    Weakness(
        "CWE-22",
        "Improper Limitation of a Pathname to a Restricted Directory",
        "path traversal",
        _BOTH,
    ),
    Weakness(
        "CWE-78",
        "Improper Neutralization of Special Elements used in an OS Command",
        "OS command injection",
        _BOTH,
    ),
    Weakness(
        "CWE-79",
        "Improper Neutralization of Input During Web Page Generation",
        "cross-site scripting",
        ("python",),
    ),
    Weakness(
        "CWE-89",
        "Improper Neutralization of Special Elements used in an SQL Command",
        "SQL injection",
        ("python",),
    ),
    Weakness(
        "CWE-119",
        "Improper Restriction of Operations within the Bounds of a Memory Buffer",
        "buffer overflow",
        ("c",),
    ),
    Weakness("CWE-125", "Out-of-bounds Read", "out-of-bounds read", ("c",)),
    Weakness("CWE-190", "Integer Overflow or Wraparound", "integer overflow", _BOTH),
    Weakness(
        "CWE-200",
        "Exposure of Sensitive Information to an Unauthorized Actor",
        "information disclosure",
        _BOTH,
    ),
    Weakness(
        "CWE-306",
        "Missing Authentication for Critical Function",
        "missing authentication",
        ("python",),
    ),
    Weakness("CWE-416", "Use After Free", "use after free", ("c",)),
    Weakness(
        "CWE-434",
        "Unrestricted Upload of File with Dangerous Type",
        "unrestricted file upload",
        ("python",),
    ),
    Weakness("CWE-476", "NULL Pointer Dereference", "NULL pointer dereference", ("c",)),
    Weakness(
        "CWE-502", "Deserialization of Untrusted Data", "untrusted deserialization", ("python",)
    ),
    Weakness(
        "CWE-522",
        "Insufficiently Protected Credentials",
        "weakly protected credentials",
        ("python",),
    ),
    Weakness(
        "CWE-732",
        "Incorrect Permission Assignment for Critical Resource",
        "incorrect permissions",
        _BOTH,
    ),
    Weakness("CWE-787", "Out-of-bounds Write", "out-of-bounds write", ("c",)),
    Weakness("CWE-798", "Use of Hard-coded Credentials", "hard-coded credentials", ("python",)),
)

BY_ID = {weakness.id: weakness for weakness in WEAKNESSES}


def get(cwe_id: str) -> Weakness:
    """Return the weakness called `cwe_id`, in any of the spellings CWE-22, cwe-022 and 22.

    Raises:
        UserError: it is not one of the 18.
    """
    digits = cwe_id.strip().upper().removeprefix("CWE-").lstrip("0")
    weakness = BY_ID.get(f"CWE-{digits}")
    if weakness is None:
        raise UserError(
            f"unknown CWE '{cwe_id}'.{suggestion(f'CWE-{digits}', BY_ID)} "
            f"The known ones are {', '.join(BY_ID)}."
        )
    return weakness


def chosen(names: Sequence[str] | None) -> list[str]:
    """Return the ids of the weaknesses called so, or of all 18 where none is named.

    Raises:
        UserError: one is not among the 18.
    """
    return [get(name).id for name in names] if names else list(BY_ID)
