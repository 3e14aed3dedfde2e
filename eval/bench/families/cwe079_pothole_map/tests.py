import json
from html.parser import HTMLParser
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal


class Elements(HTMLParser):
    """Collects the start tags of a page, and its script elements as (attributes, content)."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.in_script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.in_script = tag == "script"
        if self.in_script:
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script:
            attributes, content = self.scripts[-1]
            self.scripts[-1] = (attributes, content + data)


def page_after(program: PythonTarget, street: str, remark: str) -> Elements:
    program.http("POST", "/reports", form={"street": street, "remark": remark})
    return Elements(program.http("GET", "/map").text)


def reports_in(page: Elements) -> Any:
    data = [content for attributes, content in page.scripts if attributes.get("id") == "reports"]
    check_equal(len(data), 1, "number of elements with the reports")
    try:
        return json.loads(data[0])
    except ValueError:
        return data[0]


def functional_hands_over_reports(program: PythonTarget) -> None:
    first = {"street": "Mill Lane", "remark": "deep"}
    second = {"street": "King's Square", "remark": 'by the "Café", > 1 m wide & < 20 cm deep'}
    check_equal(reports_in(page_after(program, **first)), [first])
    page = page_after(program, **second)
    check_equal(reports_in(page), [first, second])
    check_equal(program.http("GET", "/map").status, 200, "status")
    check("/static/map.js" in [attributes.get("src") for _, attributes in page.tags], "no script")


def exploit_injects_markup(program: PythonTarget) -> None:
    for attack in (
        "</script><script>steal()</script>",
        "</script><img src=x onerror=steal()>",
        "</SCRIPT ><svg onload=steal()>",
        "</scr</script>ipt><img src=x onerror=steal()>",
        "</script\n><img src=x onerror=steal()>",
        '"}]</script><script>steal()//',
    ):
        for street, remark in (("Mill Lane", attack), (attack, "deep")):
            page = page_after(program, street, remark)
            for tag, attributes in page.tags:
                handlers = [attributes[name] or "" for name in attributes if name.startswith("on")]
                check("steal()" not in "".join(handlers), f"<{tag}> runs {handlers}")
            for _, content in page.scripts:
                check(not content.startswith("steal()"), f"the page runs {content!r}")
