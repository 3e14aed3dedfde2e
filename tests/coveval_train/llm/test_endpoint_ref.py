from dataclasses import asdict

import pytest

from coveval_train.errors import UserError
from coveval_train.llm.endpoint_ref import EndpointRef

URL = "http://localhost:8000/v1"
KEY = "sk-Secret123"


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{KEY}@host/v1",
        f"https://{KEY}@host/v1",
        f"user:{KEY}@host/v1",
        f"https://host/v1?api_key={KEY}",
        f"https://host/v1#{KEY}",
        f"http://[{KEY}/v1",
    ],
)
def test_a_url_that_may_hold_a_secret_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UserError) as error:
        EndpointRef(url, "model")
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "url", ["", "localhost:8000/v1", "ftp://host/v1", "http:///v1", "http://a b/v1", "http://h/\n"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="http://localhost:8000/v1"):
        EndpointRef(url, "model")


def test_the_whole_path_of_a_request_is_refused() -> None:
    with pytest.raises(UserError, match="leave out /chat/completions"):
        EndpointRef(f"{URL}/chat/completions", "model")


def test_a_key_in_place_of_its_variables_name_is_refused_without_repeating_it() -> None:
    with pytest.raises(UserError, match="never the key") as error:
        EndpointRef(URL, "model", key_variable=KEY)
    assert KEY not in str(error.value)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(UserError) as error:
        EndpointRef("nowhere", " ", "sk-x", concurrency=0, timeout_s=0, attempts=0)
    assert len(error.value.problems) == 6


def test_the_key_is_read_from_the_environment_and_kept_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THE_KEY", f"{KEY}\n")
    ref = EndpointRef(URL, "model", key_variable="THE_KEY")
    assert ref.key() == KEY
    assert KEY not in f"{ref} {ref!r} {asdict(ref)}"


def test_no_key_is_sought_where_no_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert EndpointRef(URL, "model").key() is None


@pytest.mark.parametrize("value", ["", "  ", "a\nb", "klé", "a\x1b[0m"])
def test_a_key_that_no_header_can_hold_is_refused_without_repeating_it(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_KEY", value)
    with pytest.raises(UserError, match="THE_KEY") as error:
        EndpointRef(URL, "model", key_variable="THE_KEY").key()
    assert not value.strip() or value not in str(error.value)


def test_a_missing_key_is_a_problem_that_names_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("THE_KEY", raising=False)
    with pytest.raises(UserError, match="THE_KEY is not set"):
        EndpointRef(URL, "model", key_variable="THE_KEY").key()


@pytest.mark.parametrize(("model", "name"), [("gpt-4o", "gpt-4o"), ("meta/Llama-3/", "Llama-3")])
def test_tables_show_the_last_part_of_the_models_name(model: str, name: str) -> None:
    assert EndpointRef(URL, model).name == name
