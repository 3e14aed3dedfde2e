import re

from tests.recipes.conftest import ROOT


def test_every_configuration_is_in_the_table_of_recipes() -> None:
    table = (ROOT / "docs/guides.md").read_text().partition("## Recipes")[2]
    shipped = {
        path.relative_to(ROOT / "recipes").as_posix()
        for path in ROOT.glob("recipes/*/*.yaml")
        if path.parent.name != "sweeps"
    }
    assert set(re.findall(r"`(\w+/[\w.-]+\.yaml)`", table)) == shipped


def test_every_sweep_is_in_the_table_of_sweeps() -> None:
    text = (ROOT / "docs/ablation.md").read_text()
    shipped = {f"recipes/sweeps/{path.name}" for path in ROOT.glob("recipes/sweeps/*.yaml")}
    assert set(re.findall(r"^\| `(recipes/sweeps/[\w.-]+)`", text, re.MULTILINE)) == shipped
