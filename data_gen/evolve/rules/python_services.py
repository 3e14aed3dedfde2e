"""Code around a Python scenario that puts to use what is to be written there."""

import re
from dataclasses import dataclass, replace
from random import Random
from textwrap import dedent

from data_gen.evolve.lineage import Operator
from data_gen.evolve.rules import python_site
from data_gen.evolve.rules.draft import Draft

OPERATOR: Operator = "expansion"
DESCRIBED = re.compile(r"^ *(?:# )?(\w+)\([\w, ]*\) (?:returns|makes)", re.MULTILINE)
"""A function or method that a docstring or a comment specifies."""


@dataclass(frozen=True)
class Service:
    """Code that follows the scenario; FUNCTION is what it calls there."""

    name: str
    code: str
    imports: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    """Names that it brings, which the programs must not have."""
    of_apps: bool = False
    """Whether it is for Flask applications, and not for functions."""


SERVICES = (
    Service(
        name="command line",
        imports=("import sys",),
        new=("main",),
        code="""
            def main(arguments):
                print(FUNCTION(*arguments))


            if __name__ == "__main__":
                main(sys.argv[1:])
        """,
    ),
    Service(
        name="lines of JSON",
        imports=("import json",),
        new=("serve", "replies"),
        code='''
            def serve(lines, replies):
                """Answer requests, each of them a line with a JSON list of the arguments."""
                for line in lines:
                    try:
                        reply = {"result": FUNCTION(*json.loads(line))}
                    except Exception as error:
                        reply = {"error": type(error).__name__}
                    replies.write(json.dumps(reply, default=str) + "\\n")
                    replies.flush()
        ''',
    ),
    Service(
        name="many at once",
        new=("for_each", "calls"),
        code='''
            def for_each(calls):
                """Yield the result for each list of arguments, or the exception that came of it."""
                for arguments in calls:
                    try:
                        yield FUNCTION(*arguments)
                    except Exception as error:
                        yield error
        ''',
    ),
    Service(
        name="worker thread",
        imports=("import queue", "import threading"),
        new=("backlog", "work_off", "start_worker"),
        code='''
            backlog = queue.Queue(maxsize=1000)


            def work_off():
                """Take arguments and a callback from the backlog, for ever."""
                while True:
                    arguments, done = backlog.get()
                    try:
                        done(FUNCTION(*arguments))
                    except Exception as error:
                        done(error)
                    backlog.task_done()


            def start_worker():
                threading.Thread(target=work_off, daemon=True).start()
        ''',
    ),
    Service(
        name="socket",
        imports=("import json", "import socketserver"),
        new=("Connection", "listen"),
        code='''
            class Connection(socketserver.StreamRequestHandler):
                """One request, a line with a JSON list of the arguments, and its answer."""

                def handle(self):
                    arguments = json.loads(self.rfile.readline(10_000))
                    answer = json.dumps(FUNCTION(*arguments), default=str)
                    self.wfile.write(answer.encode() + b"\\n")


            def listen(port=7300):
                with socketserver.ThreadingTCPServer(("127.0.0.1", port), Connection) as server:
                    server.serve_forever()
        ''',
    ),
    Service(
        name="health",
        of_apps=True,
        new=("show_health",),
        code="""
            @app.get("/healthz")
            def show_health():
                return {"status": "ok"}
        """,
    ),
    Service(
        name="traffic",
        of_apps=True,
        imports=("from collections import Counter",),
        new=("traffic", "note_method", "Counter", "show_traffic"),
        code="""
            traffic = Counter()


            @app.before_request
            def note_method():
                traffic["requests"] += 1


            @app.get("/traffic")
            def show_traffic():
                return dict(traffic)
        """,
    ),
    Service(
        name="no caching",
        of_apps=True,
        new=("forbid_caching",),
        code="""
            @app.after_request
            def forbid_caching(response):
                response.headers["Cache-Control"] = "no-store"
                return response
        """,
    ),
    Service(
        name="own server",
        of_apps=True,
        new=("main",),
        code="""
            def main():
                app.run(host="127.0.0.1", port=8300)


            if __name__ == "__main__":
                main()
        """,
    ),
)


def add(service: Service, draft: Draft, _: Random) -> Draft | None:
    """Add a service behind a scenario, or return None where it does not suit."""
    is_app = "\napp = Flask(" in draft.before
    function = "app" if is_app else _function(draft)
    if service.of_apps != is_app or function is None:
        return None
    if not python_site.are_free(draft, service.new, service.imports):
        return None
    changed = python_site.with_imports(draft, service.imports)
    end = changed.after.rstrip("\n")
    code = dedent(service.code).strip("\n").replace("FUNCTION", function)
    return replace(changed, after=f"{end}\n\n\n{code}\n", rules=(*draft.rules, service.name))


def _function(draft: Draft) -> str | None:
    """Return what answers the scenario's requests, as the module's other code calls it."""
    site = python_site.find(draft)
    if site and not site.owner:
        return site.name
    described = DESCRIBED.search(draft.before)
    name = site.name if site else described[1] if described else None
    if name is None or draft.marker[0] != " ":
        return name
    owner = re.findall(r"^class (\w+)", draft.before, re.MULTILINE)[-1]
    instance = re.search(rf"^(\w+) = {owner}\(", draft.after, re.MULTILINE)
    return f"{instance[1]}.{name}" if instance else None
