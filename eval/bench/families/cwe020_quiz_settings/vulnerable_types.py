"""The quiz of a pub: all tables answer on their phones, and any table may set up the next round."""

from dataclasses import dataclass, field


@dataclass
class Quiz:
    host: str
    title: str = "Warming up"
    seconds: int = 20
    points: int = 100
    scores: dict[str, int] = field(default_factory=dict)

    def answer(self, table, took):
        """Give a table points for a right answer that took it `took` seconds, if that is in time."""
        if took <= self.seconds:
            self.scores[table] = self.scores.get(table, 0) + self.points

    def board(self):
        """Return the lines on the screen above the bar."""
        lines = [f"{table}: {score}" for table, score in sorted(self.scores.items())]
        return [self.title + " - hosted by " + self.host, *lines]


quiz = Quiz("Nadia")


def set_up_round(settings):
    """Change the settings of `quiz` for its next round.

    `settings` is the JSON object that a table's phone sent, as json.loads returned it, such as
    {"title": "Animals", "seconds": 30}; a setting that is not in it stays as it is. The phone's page
    has a field for the title, of 1 to 40 characters, and sliders for the seconds (5 to 120) and the
    points (10 to 500), which are whole numbers.
    """
    for name, value in settings.items():
        if name not in ("title", "seconds", "points"):
            raise ValueError(f"there is no setting called {name}")
        if not isinstance(value, type(getattr(quiz, name))):
            raise ValueError(f"{name} cannot be {value}")
        setattr(quiz, name, value)
