"""Services are made for every kind of scenario, and work."""

import io
import json
from random import Random

import pytest

from data_gen.evolve.rules import draft as drafts
from data_gen.evolve.rules import python_services
from data_gen.evolve.rules.draft import Draft
from data_gen.evolve.rules.python_services import SERVICES, Service
from eval.bench.suite import Family

BY_NAME = {service.name: service for service in SERVICES}


def around(family: Family, name: str) -> Draft:
    made = python_services.add(BY_NAME[name], drafts.of(family), Random(0))
    assert made
    return made


def loaded(family: Family, name: str) -> dict:
    """Run the module of the first secure reference; it is one of ours."""
    draft = around(family, name)
    module: dict = {"__name__": "candidate"}
    exec(next(iter(draft.programs.values())), module)
    return module


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("cwe020_cottage_stay", "stay_price(*"),
        ("cwe089_tool_library", "library.find_tools(*"),
        ("cwe522_club_invites", "club.invite(*"),
        ("cwe522_wifi_vouchers", "sell_voucher(*"),
    ],
)
def test_it_calls_what_is_to_be_written(families: dict[str, Family], name: str, called: str):
    assert called in around(families[name], "many at once").after


def test_lines_of_json_are_answered(families: dict[str, Family]):
    module = loaded(families["cwe020_cottage_stay"], "lines of JSON")
    lines = [json.dumps(["2025-07-01", "2025-07-04"]), json.dumps(["today", "tomorrow"])]
    replies = io.StringIO()
    module["serve"](lines, replies)
    assert [json.loads(line) for line in replies.getvalue().splitlines()] == [
        {"result": 31500},
        {"error": "ValueError"},
    ]


def test_many_are_answered_at_once(families: dict[str, Family]):
    module = loaded(families["cwe020_cottage_stay"], "many at once")
    results = list(module["for_each"]([("2025-07-01", "2025-07-04"), ("today", "tomorrow")]))
    assert results[0] == 31500
    assert isinstance(results[1], ValueError)


def test_a_worker_takes_from_the_backlog(families: dict[str, Family]):
    module = loaded(families["cwe020_cottage_stay"], "worker thread")
    module["start_worker"]()
    heard: list = []
    module["backlog"].put((("2025-07-01", "2025-07-04"), heard.append))
    module["backlog"].put((("today", "tomorrow"), heard.append))
    module["backlog"].join()
    assert heard[0] == 31500
    assert isinstance(heard[1], ValueError)


def test_the_command_line_prints(families: dict[str, Family], capsys: pytest.CaptureFixture[str]):
    module = loaded(families["cwe020_cottage_stay"], "command line")
    module["main"](["2025-07-01", "2025-07-04"])
    assert capsys.readouterr().out == "31500\n"


def test_applications_get_views_of_their_own(families: dict[str, Family]):
    client = loaded(families["cwe079_guestbook"], "health")["app"].test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    client = loaded(families["cwe079_guestbook"], "traffic")["app"].test_client()
    client.get("/")
    assert client.get("/traffic").json == {"requests": 2}
    client = loaded(families["cwe079_guestbook"], "no caching")["app"].test_client()
    assert client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_functions_and_applications_have_different_ones(
    families: dict[str, Family], service: Service
):
    other = families["cwe020_cottage_stay" if service.of_apps else "cwe079_guestbook"]
    assert python_services.add(service, drafts.of(other), Random(0)) is None
