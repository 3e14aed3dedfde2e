"""The search of a job board."""

import json
from dataclasses import asdict, dataclass, fields


@dataclass
class Vacancy:
    """Title, town and wage are public; the rest stays between the employer and the board."""

    title: str
    town: str
    wage: int
    employer: str
    limit: int  # the wage up to which the employer would go


def all_vacancies():
    """Return every vacancy of the board, newest first."""
    with open("vacancies.json", encoding="utf-8") as file:
        return [Vacancy(**entry) for entry in json.load(file)]


def find_vacancies(query):
    """Return a list of dictionaries, with the title, town and wage of each vacancy that matches.

    `query` is what a visitor's address bar holds, as a dictionary of strings. Its "sort" is the
    field to sort by, lowest first; vacancies that are equal there, or all without "sort", stay in
    the board's order. Each other entry, such as {"town": "Ghent", "wage": "3000"}, is a field and
    the value that it must have, as text. Entries that name no field are ignored.
    """
    public = ("title", "town", "wage")
    found = all_vacancies()
    for name, value in query.items():
        if name != "sort":
            found = [vacancy for vacancy in found if str(getattr(vacancy, name, value)) == value]
    if query.get("sort") in public:
        found.sort(key=lambda vacancy: getattr(vacancy, query["sort"]))
    return [{name: getattr(vacancy, name) for name in public} for vacancy in found]
