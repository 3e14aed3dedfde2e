"""The quiz of a pub: all tables answer on their phones, and any table may set up the next round."""

from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field


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


class RoundSettings(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    title: str = Field("", min_length=1, max_length=40)
    seconds: int = Field(0, ge=5, le=120)
    points: int = Field(0, ge=10, le=500)


quiz = Quiz("Nadia")


def set_up_round(settings):
    """Change the settings of `quiz` for its next round."""
    given = RoundSettings.model_validate(settings).model_dump(exclude_unset=True)
    for name, value in given.items():
        setattr(quiz, name, value)
