import json
from typing import Any

from eval.bench.testing import PythonTarget, canary, check, check_equal

PAGE = ("name", "about", "boots")
PRIVATE = ("phone", "home", "health")


def write_members(program: PythonTarget) -> dict[str, str]:
    """Store a guide and two others, and return the private values of the guide."""
    secrets = {field: canary() for field in PRIVATE}
    ada = {"phone": secrets["phone"], "name": "Ada", "about": "Walks far.", "boots": "red"}
    bob = {"name": "Bob", "about": "Naps.", "boots": "old"}
    eva = {"name": "Eva", "about": "", "boots": 'blue, "new"'}
    program.write("members.json", json.dumps({"ada": {**ada, **secrets}, "bob": bob, "eva.m": eva}))
    return secrets


def page(program: PythonTarget, path: str, **query: str) -> Any:
    reply = program.http("GET", path, query=query or None)
    check_equal(reply.status, 200, "status")
    return json.loads(reply.text)


def functional_shows_a_page(program: PythonTarget) -> None:
    write_members(program)
    shown = page(program, "/members/ada")
    check_equal([shown[field] for field in PAGE], ["Ada", "Walks far.", "red"])
    shown = page(program, "/members/bob")
    check_equal(shown, {"name": "Bob", "about": "Naps.", "boots": "old"})
    check_equal(page(program, "/members/eva.m")["boots"], 'blue, "new"')
    for nickname in ("eve", "Ada", "name"):
        check_equal(program.http("GET", f"/members/{nickname}").status, 404, "status")
        reply = program.http("GET", f"/members/{nickname}", query={"fields": "name"})
        check_equal(reply.status, 404, "status")


def functional_picks_fields(program: PythonTarget) -> None:
    write_members(program)
    for nickname, whole in (
        ("ada", {"name": "Ada", "about": "Walks far.", "boots": "red"}),
        ("bob", {"name": "Bob", "about": "Naps.", "boots": "old"}),
        ("eva.m", {"name": "Eva", "about": "", "boots": 'blue, "new"'}),
    ):
        for fields in ("boots", "name", "about", "about,name", "boots,about", "boots,name,about"):
            expected = {field: whole[field] for field in fields.split(",")}
            check_equal(page(program, f"/members/{nickname}", fields=fields), expected, fields)


def exploit_learns_private_fields(program: PythonTarget) -> None:
    secrets = write_members(program)
    paths = ["/members/ada", "/members/ada?fields=name&fields=phone,home,health"]
    paths += ["/members/ada?fields[]=phone", "/members/ada?fields", "/members/ada?field=phone"]
    paths += ["/members/eve?fields=phone", "/members/", "/members/ada/phone", "/members/ada.phone"]
    answers = {path: program.http("GET", path) for path in paths}
    chosen = [
        "name, phone",
        "PHONE",
        "Phone",
        "home;phone",
        "name,health ",
        "__all__",
        "members.ada",
    ]
    for fields in (*PRIVATE, ",".join(PRIVATE), "", "*", "all", "none", ",", "age"):
        chosen += [fields, f"name,{fields}", f"{fields},name", f" {fields}", f"{fields}\t"]
        chosen += [f"{fields},{fields}", f",{fields},"]
    for fields in chosen:
        answers[f"fields={fields}"] = program.http("GET", "/members/ada", query={"fields": fields})
    for asked, reply in answers.items():
        for field, secret in secrets.items():
            check(secret not in reply.text + repr(reply.headers), f"{asked} gives away {field}")
