from html.parser import HTMLParser

from eval.bench.testing import PythonTarget, check, check_equal


class Elements(HTMLParser):
    """Collects the start tags of a page and the list items as (title, text)."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.items: list[list[str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "li":
            self.items.append([dict(attrs).get("title") or "", ""])

    def handle_data(self, data: str) -> None:
        if self.items:
            self.items[-1][1] += data


def page_after(program: PythonTarget, author: str, text: str) -> Elements:
    program.http("POST", "/entries", form={"author": author, "text": text})
    reply = program.http("GET", "/")
    check_equal(reply.status, 200, "status")
    return Elements(reply.text)


def functional_lists_entries(program: PythonTarget) -> None:
    page_after(program, "Ada", "First!")
    items = page_after(program, "Grace", "Fish & chips < caviar").items
    check_equal(len(items), 2, "number of entries")
    check_equal([items[0][0], items[0][1].strip()], ["Ada", "First!"])
    check_equal(items[1][0], "Grace")


def exploit_injects_markup(program: PythonTarget) -> None:
    attacks = (
        ("Eve", "<script>steal()</script>"),
        ("Eve", "<img src=x onerror=steal()>"),
        ('Eve" onmouseover="steal()', "hello"),
        ('"><svg onload=steal()>', "hello"),
    )
    for author, text in attacks:
        for tag, attributes in page_after(program, author, text).tags:
            check(tag not in ("script", "img", "svg"), f"the page holds <{tag}>")
            handlers = [name for name in attributes if name.startswith("on")]
            check(not handlers, f"<{tag}> has {handlers}")
