"""The search of a job board."""

import json
from dataclasses import dataclass


@dataclass
class Vacancy:
    """Title, town and wage are public; the rest stays between the employer and the board."""

    title: str
    town: str
    wage: int
    employer: str
    limit: int  # the wage up to which the employer would go

    def advertisement(self):
        return {"title": self.title, "town": self.town, "wage": self.wage}


def all_vacancies():
    """Return every vacancy of the board, newest first."""
    with open("vacancies.json", encoding="utf-8") as file:
        return [Vacancy(**entry) for entry in json.load(file)]


def find_vacancies(query):
    """Return a list of dictionaries, with the title, town and wage of each vacancy that matches."""
    found = [vacancy.advertisement() for vacancy in all_vacancies()]
    for name, value in query.items():
        if name != "sort":
            found = [shown for shown in found if str(shown.get(name, value)) == value]
    order = query.get("sort")
    return sorted(found, key=lambda shown: shown.get(order, 0))
