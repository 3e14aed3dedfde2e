"""Which of the weaknesses that tools name are among the 18 of CoV-Eval.

Source: MITRE's Common Weakness Enumeration 4.14, view 1000 (Research Concepts),
https://cwe.mitre.org/data/definitions/1000.html. Numbers stand for CWE ids.
"""

from coveval_train import cwe

NARROWER: dict[int, tuple[int, ...]] = {
    20: (
        *(102, 105, 106, 108, 109, 112, 129, 179, 180, 181, 554, 606, 622, 781, 1173, 1174, 1284),
        *(1285, 1286, 1287, 1288, 1289),
    ),
    22: tuple(range(23, 41)),
    78: (),
    79: tuple(range(80, 88)),
    89: (564,),
    119: (
        *(120, 121, 122, 123, 124, 125, 126, 127, 415, 416, 466, 785, 786, 787, 788, 805, 806, 822),
        *(823, 824, 825),
    ),
    125: (126, 127),
    190: (680,),
    200: (
        *(201, 203, 204, 205, 206, 207, 208, 209, 210, 211, 213, 214, 215, 359, 497, 531, 532, 535),
        *(536, 537, 538, 540, 541, 548, 550, 598, 615, 651, 1254, 1255, 1258, 1273, 1295, 1300),
        1303,
    ),
    306: (288, 322, 425, 1299),
    416: (),
    434: (),
    476: (),
    502: (),
    522: (13, 256, 257, 258, 260, 261, 523, 549, 555),
    732: (276, 277, 278, 279, 281, 766, 1004),
    787: (121, 122, 123, 124),
    798: (259, 321),
}
"""Of each of the 18 all that descend from it: its kinds."""

BROADER: dict[int, tuple[int, ...]] = {
    22: (668, 706),
    78: (77,),
    79: (74,),
    89: (943,),
    119: (118,),
    # 786 and 788, before and after a buffer, are each parents of a kind of both reading and
    # writing; 805, a wrong length, says nothing of which it is.
    125: (119, 786, 788, 805),
    200: (668,),
    306: (287,),
    # MITRE calls a double free (415) its peer: the second free uses what was freed.
    416: (415, 825),
    434: (669,),
    # 690 is the chain that begins with an unchecked value and ends with this weakness.
    476: (690, 754),
    502: (913,),
    522: (668, 1390),
    732: (285, 668),
    # 120, a copy without a check of its size, writes past the end of the buffer by its definition.
    787: (119, 120, 786, 788, 805),
    798: (344, 671, 1391),
}
"""What a tool may call one of the 18 that knows it less exactly: its parents, pillars left out, and
the few that the comments explain."""


def among_18(tool_cwe: str | None) -> str | None:
    """Return which of the 18 a weakness is, or else the closest that it is a kind of, or None."""
    number = _number(tool_cwe)
    kinds = [of for of, narrower in NARROWER.items() if number == of or number in narrower]
    closest = min(kinds, key=lambda of: (number != of, len(NARROWER[of])), default=None)
    return None if closest is None else f"CWE-{closest}"


def concerns(tool_cwe: str | None, asked: str) -> bool:
    """Whether a tool that names `tool_cwe` has found the weakness that was asked about.

    It has if it names that weakness, a kind of it (CWE-121 where CWE-787 is asked about), or one
    right above it (CWE-119 where CWE-787 is): tools are often no more exact than that. It has not
    if it names a sibling (CWE-125 where CWE-787 is asked about).

    Raises:
        UserError: `asked` is none of the 18.
    """
    of = cwe.get(asked).number
    return _number(tool_cwe) in {of, *NARROWER[of], *BROADER.get(of, ())}


def _number(tool_cwe: str | None) -> int | None:
    return int(tool_cwe.removeprefix("CWE-")) if tool_cwe else None
