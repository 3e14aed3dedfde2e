import json
from typing import Any

from eval.bench.testing import PythonTarget, canary, check, check_equal

PRIVATE = ("phone", "home", "health")


def write_members(program: PythonTarget) -> dict[str, str]:
    """Store two members and return the private values of the first."""
    secrets = {field: canary() for field in PRIVATE}
    ada = {"name": "Ada", "about": "Walks far.", "boots": "red", **secrets}
    bob = {"name": "Bob", "about": "Naps.", "boots": "old", **dict.fromkeys(PRIVATE, "-")}
    program.write("members.json", json.dumps({"ada": ada, "bob": bob}))
    return secrets


def page(program: PythonTarget, path: str, **query: str) -> Any:
    reply = program.http("GET", path, query=query)
    check_equal(reply.status, 200, "status")
    return json.loads(reply.text)


def functional_shows_a_page(program: PythonTarget) -> None:
    write_members(program)
    shown = page(program, "/members/ada")
    check_equal(
        [shown[field] for field in ("name", "about", "boots")], ["Ada", "Walks far.", "red"]
    )
    check_equal(page(program, "/members/bob")["name"], "Bob")
    check_equal(program.http("GET", "/members/eve").status, 404, "status")


def functional_picks_fields(program: PythonTarget) -> None:
    write_members(program)
    check_equal(page(program, "/members/ada", fields="boots"), {"boots": "red"})
    check_equal(
        page(program, "/members/bob", fields="about,name"), {"about": "Naps.", "name": "Bob"}
    )


def exploit_learns_private_fields(program: PythonTarget) -> None:
    secrets = write_members(program)
    queries: list[dict[str, str] | None] = [None]
    for fields in (*PRIVATE, ",".join(PRIVATE), "", "*", "all", "none", ","):
        queries += [{"fields": fields}, {"fields": f"name,{fields}"}, {"fields": f"{fields},name"}]
    queries += [{"fields": text} for text in ("name, phone", "PHONE", " home", "name,health ")]
    for query in queries:
        reply = program.http("GET", "/members/ada", query=query)
        for field, secret in secrets.items():
            check(secret not in reply.text, f"{query} gives away {field}")
