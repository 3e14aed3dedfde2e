"""The page's server: what it serves, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from coveval_train import tables
from coveval_train.errors import UserError
from eval.study import annotations, folder, population, server
from eval.study.folder import Item, StudyFolder

MakeRun = Callable[[str], Path]
BASE = "http://127.0.0.1:8000"
OWN = {"Origin": BASE}


@pytest.fixture
def study(make_run: MakeRun, tmp_path: Path) -> StudyFolder:
    out = StudyFolder(tmp_path / "study")
    folder.draw(population.read([make_run("secretmodel")]), 24, 3.0, 0, out.path)
    return out


@pytest.fixture
def client(study: StudyFolder) -> FlaskClient:
    return server.application(study, "anna", "token").test_client()


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(path, base_url=BASE, headers=headers)


def post(client: FlaskClient, said: object, headers: dict[str, str] | None = None) -> Any:
    given = OWN if headers is None else headers
    return client.post("/token/annotations", base_url=BASE, headers=given, json=said)


def test_items_tell_nothing_of_models_and_judges(client: FlaskClient, study: StudyFolder) -> None:
    found = get(client, "/token/items").get_json()
    assert {each["id"] for each in found} == {item.id for item in tables.read(study.items, Item)}
    assert set(found[0]) == {"id", "cwe", "name", "url", "language", "lines", "said"}
    # The model's name stands in its programs, and nowhere else.
    rest = json.dumps([each | {"lines": []} for each in found])
    assert not any(word in rest for word in ("secretmodel", "first", "second", "agreed"))


def test_everybody_has_an_order_of_their_own(study: StudyFolder, client: FlaskClient) -> None:
    other = server.application(study, "bert", "token").test_client()
    first, second = (
        [each["id"] for each in get(one, "/token/items").get_json()] for one in (client, other)
    )
    assert first != second and sorted(first) == sorted(second)


def test_what_is_said_is_kept_and_given_back(client: FlaskClient, study: StudyFolder) -> None:
    item = tables.read(study.items, Item)[0].id
    said = {
        "item": item,
        "label": "vulnerable",
        "line": 2,
        "confidence": 4,
        "note": "é",
        "seconds": 1.5,
    }
    assert post(client, said).status_code == 204
    kept = annotations.read(study, "anna")[item]
    assert (kept.label, kept.line, kept.confidence, kept.note) == ("vulnerable", 2, 4, "é")
    [given] = [each for each in get(client, "/token/items").get_json() if each["id"] == item]
    assert given["said"]["note"] == "é"


@pytest.mark.parametrize("path", ["/", "/wrong/", "/wrong/items", "//items", "/tokens/items"])
def test_without_the_token_nothing_is_served(client: FlaskClient, path: str) -> None:
    assert get(client, path).status_code in (403, 404)
    assert b"CWE-" not in get(client, path).data


@pytest.mark.parametrize(
    "path",
    ["/token/../study.json", "/token/key.jsonl", "/token/..%2fkey.jsonl", "/token/%2e%2e/key.jsonl",
     "/token/page.js/../../key.jsonl", "/token//etc/passwd", "/token/annotations"],
)  # fmt: skip
def test_no_path_leads_to_other_files(client: FlaskClient, path: str) -> None:
    found = get(client, path)
    assert found.status_code >= 400
    assert b"verdicts" not in found.data and b"root:" not in found.data


def test_other_pages_and_other_names_are_refused(client: FlaskClient, study: StudyFolder) -> None:
    said = {"item": tables.read(study.items, Item)[0].id, "label": "secure"}
    assert post(client, said, {"Origin": "http://evil.example"}).status_code == 403
    assert post(client, said, {"Origin": "null"}).status_code == 403
    assert post(client, said, {}).status_code == 403
    assert get(client, "/token/items", Origin="http://evil.example").status_code == 403
    assert get(client, "/token/items", Host="evil.example:8000").status_code == 403
    assert get(client, "/token/items", Host="127.0.0.1:1").status_code == 403
    as_form = client.post("/token/annotations", base_url=BASE, headers=OWN, data={"item": "x"})
    assert as_form.status_code == 403
    assert annotations.latest(study, "anna") == {}


def test_what_is_no_annotation_is_refused(client: FlaskClient, study: StudyFolder) -> None:
    item = tables.read(study.items, Item)[0].id
    assert post(client, {"item": item, "label": "safe"}).status_code == 400
    assert post(client, {"item": item, "label": "secure", "line": 0}).status_code == 400
    assert post(client, {"item": item, "label": "secure", "more": 1}).status_code == 400
    assert post(client, {"item": "absent", "label": "secure"}).status_code == 404
    assert post(client, {"item": item, "label": "secure", "note": "x" * 70_000}).status_code == 413
    broken = client.post(
        "/token/annotations", base_url=BASE, headers=OWN, data="{", content_type="application/json"
    )
    assert broken.status_code == 400
    assert annotations.latest(study, "anna") == {}


def test_the_page_allows_no_scripts_but_its_own(client: FlaskClient) -> None:
    headers = get(client, "/token/").headers
    assert "default-src 'none'; script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_what_cannot_be_served_is_told(study: StudyFolder, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no study"):
        server.serve(StudyFolder(tmp_path), "anna", 0)
    with pytest.raises(UserError, match="no name for a file"):
        server.serve(study, "../anna", 0)
    first, address = server.serve(study, "anna", 0)
    assert address.startswith(f"http://127.0.0.1:{first.port}/")
    assert len(address.split("/")[3]) >= 32
    with pytest.raises(UserError, match="cannot be listened on"):
        server.serve(study, "anna", first.port)
    first.server_close()
