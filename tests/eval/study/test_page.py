"""Three people at the page, in headless Chromium; what they said is what the study holds."""

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from statsmodels.stats import inter_rater

from coveval_train import tables
from eval.study import agreeing, annotations, folder, population, server
from eval.study.agreeing import Agreed
from eval.study.annotations import Annotation, Label
from eval.study.folder import Item, Key, StudyFolder

MakeRun = Callable[[str], Path]
LABELS = [label.value for label in Label]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert installed, "no browser; 'scripts/system_packages --tests' installs one"
    with sync_playwright() as driver:
        # What it opens is our own page; as root it has no sandbox of its own.
        browser = driver.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def study(make_run: MakeRun, tmp_path: Path) -> StudyFolder:
    out = StudyFolder(tmp_path / "study")
    folder.draw(population.read([make_run("model")]), 24, 3.0, 0, out.path)
    return out


@pytest.fixture
def visit(browser: Browser, study: StudyFolder) -> Iterator[Callable[..., Page]]:
    """Return what serves the study to somebody and opens the page."""
    serving = []

    def open_page(annotator: str, scheme: str | None = None) -> Page:
        running, address = server.serve(study, annotator, 0)
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        serving.append((running, thread))
        # Axe, which is asked of both schemes, is a script that the page's policy would refuse.
        page = browser.new_page(color_scheme=scheme, bypass_csp=scheme is not None)  # type: ignore[arg-type]
        page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
        page.goto(address)
        page.wait_for_selector(".row")
        return page

    yield open_page
    for running, thread in serving:
        running.shutdown()
        thread.join()


def said(study: StudyFolder, annotator: str, count: int) -> dict[str, Annotation]:
    found = annotations.read(study, annotator)
    assert len(found) == count
    return found


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("saved")


def test_three_people_annotate_a_study(study: StudyFolder, visit: Callable[..., Page]) -> None:
    # By mouse, with a reload in the middle.
    page = visit("anna")
    for number in range(24):
        page.click("[data-label=vulnerable]" if number % 2 else "[data-label=secure]")
        page.click("[data-confidence='4']")
        page.click(".row:first-child")
        if number == 11:
            saved(page)
            page.reload()
            page.wait_for_selector(".row")
            assert "13 of 24, 12 judged" in page.inner_text("#count")
        else:
            page.click("#next")
    saved(page)
    first = said(study, "anna", 24)
    assert all((row.confidence, row.line) == (4, 1) for row in first.values())
    assert all(row.seconds >= 0 for row in first.values())
    assert sum(row.label == "secure" for row in first.values()) == 12

    # By the keyboard alone: labels, confidence, a line, a note, and a change of mind.
    page = visit("bert")
    for number in range(24):
        page.keyboard.press("svc"[number % 3])
        page.keyboard.press("2")
        if number == 0:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("n")
            page.keyboard.type("js the root")
            page.keyboard.press("Escape")
        page.keyboard.press("j")
    page.keyboard.press("v")
    page.keyboard.press("u")
    saved(page)
    second = said(study, "bert", 24)
    assert [row.note for row in second.values() if row.note] == ["js the root"]
    assert [row.line for row in second.values() if row.line] == [1]
    assert sum(row.label == "cannot tell" for row in second.values()) == 8
    assert "24 of 24, 24 judged" in page.inner_text("#count")

    # The third as the first judge would have it, but for what they cannot tell.
    page = visit("cleo")
    verdicts = {key.item: key.verdicts["first"] for key in tables.read(study.key, Key)}
    for number in range(24):
        page.keyboard.press("c" if number % 5 == 4 else verdicts[shown_item(page, study)][0])
        page.keyboard.press("j")
    saved(page)
    third = said(study, "cleo", 24)

    found = agreeing.agree(study.path, "anna")
    assert found.people == {"anna": 24, "bert": 24, "cleo": 24}
    assert found.all_words.items == 24
    people = {"anna": first, "bert": second, "cleo": third}
    check_against_libraries(found, people)
    differ = [item for item in first if len({of[item].label for of in people.values()}) > 1]
    assert sorted(one.item for one in found.to_discuss) == sorted(differ)


def shown_item(page: Page, study: StudyFolder) -> str:
    """Return the item whose program the page shows."""
    shown = "\n".join(page.locator(".row").all_text_contents()).strip()
    [item] = [item.id for item in tables.read(study.items, Item) if item.code.strip() == shown]
    return item


def check_against_libraries(found: Agreed, people: dict[str, dict[str, Annotation]]) -> None:
    """Compute what the report says of the people by other people's code."""
    items = list(people["anna"])
    words = [[str(of[item].label) for item in items] for of in people.values()]
    codes = [[LABELS.index(word) for word in of] for of in words]
    alpha = krippendorff.alpha(codes, level_of_measurement="nominal")
    assert found.all_words.alpha and found.all_words.alpha.value == pytest.approx(alpha)
    assert found.all_words.alpha.low < alpha < found.all_words.alpha.high
    table, _ = inter_rater.aggregate_raters(np.transpose(codes))
    assert found.all_words.fleiss == pytest.approx(inter_rater.fleiss_kappa(table))
    for pair, kappa in found.all_words.cohen.items():
        one, other = (codes[list(people).index(name)] for name in pair.split(" and "))
        table = np.zeros((len(LABELS), len(LABELS)))
        np.add.at(table, (one, other), 1)
        assert kappa == pytest.approx(inter_rater.cohens_kappa(table, return_results=False))
    most = [Counter(of).most_common() for of in zip(*words, strict=True)]
    alone = Counter(of[0][0] for of in most if len(of) == 1 or of[0][1] > of[1][1])
    # The senior, anna, decides the others: of three labels each is said once.
    ties = Counter(word for word, of in zip(words[0], most, strict=True) if len(of) == 3)
    assert Counter(found.consensus) == alone + ties


def test_two_people_annotate_at_once(study: StudyFolder, visit: Callable[..., Page]) -> None:
    for window in (visit("cleo"), visit("dora")):
        window.keyboard.press("j")
        window.keyboard.press("v")
        window.keyboard.press("k")
        window.keyboard.press("s")
        window.keyboard.press("o")
        assert "3 of 24, 2 judged" in window.inner_text("#count")
        saved(window)
    said(study, "cleo", 2)
    said(study, "dora", 2)


def test_what_the_page_shows_is_the_program_as_it_is(
    study: StudyFolder, visit: Callable[..., Page]
) -> None:
    page = visit("anna")
    item = {each.id: each for each in tables.read(study.items, Item)}
    shown = page.locator(".row").all_text_contents()
    assert "\n".join(shown).strip() in {each.code.strip() for each in item.values()}


def test_programs_cannot_run_in_the_page(
    make_run: MakeRun, tmp_path: Path, visit: Callable[..., Page], study: StudyFolder
) -> None:
    items = tables.read(study.items, Item)
    evil = "<img src=x onerror='document.title=1'><script>document.title=1</script>"
    tables.write([each.model_copy(update={"code": evil}) for each in items], study.items)
    page = visit("anna")
    assert evil in page.inner_text("#code")
    assert page.title() == "Annotation by anna"


def test_what_is_said_survives_a_server_that_went_away(
    study: StudyFolder, browser: Browser
) -> None:
    running, address = server.serve(study, "anna", 0)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".row")
    failing = True

    def refuse(route: Route) -> None:
        if failing:
            route.abort()
        else:
            route.continue_()

    page.route("**/annotations", refuse)
    page.keyboard.press("v")
    expect(page.locator("#saved")).to_contain_text("not saved")
    failing = False
    saved(page)
    said(study, "anna", 1)
    running.shutdown()
    thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    visit: Callable[..., Page], scheme: str, tmp_path: Path
) -> None:
    page = visit("anna", scheme)
    page.keyboard.press("v")
    page.keyboard.press("ArrowDown")
    saved(page)
    page.screenshot(path=tmp_path / f"{scheme}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
