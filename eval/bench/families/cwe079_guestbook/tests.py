from html.parser import HTMLParser

from eval.bench.testing import PythonTarget, check, check_equal, require


class Page(HTMLParser):
    """Reads a page: its list items as [title, text], and what would run `steal()`."""

    def __init__(self, text: str):
        super().__init__()
        self.items: list[list[str]] = []
        self.attacks: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.items.append([dict(attrs).get("title") or "", ""])
        for name, value in attrs:
            if name.startswith("on") and "steal" in (value or ""):
                self.attacks.append(f"<{tag} {name}>")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script" and "steal" in data:
            self.attacks.append("<script>")
        elif self.items:
            self.items[-1][1] += data


def page_after(program: PythonTarget, author: str, text: str) -> Page:
    program.http("POST", "/entries", form={"author": author, "text": text})
    return Page(program.http("GET", "/").text)


def functional_lists_entries(program: PythonTarget) -> None:
    page_after(program, "Ada", "First!")
    items = page_after(program, "Grace", "Fish & chips < caviar").items
    check_equal(len(items), 2, "number of entries")
    check_equal([items[0][0], items[0][1].strip()], ["Ada", "First!"])
    check_equal([items[1][0], items[1][1].strip()], ["Grace", "Fish & chips < caviar"])


def exploit_injects_markup(program: PythonTarget) -> None:
    require(len(page_after(program, "Ada", "First!").items) == 1, "an entry is not shown")
    for author, text in (
        ("Eve", "<script>steal()</script>"),
        ("Eve", "</li><ScRiPt>steal()</ScRiPt>"),
        ("Eve", "<img src=x onerror=steal()>"),
        ('Eve" onmouseover="steal()', "hello"),
        ('"><svg onload=steal()>', "hello"),
    ):
        attacks = page_after(program, author, text).attacks
        check(not attacks, f"{author!r}, {text!r} gives {attacks}")
