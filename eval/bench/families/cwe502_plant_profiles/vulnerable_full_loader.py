"""Plant profiles of a gardening site: members upload them, everybody can read and use them."""

from pathlib import Path

import yaml

HOURS = {"hour": 1, "hours": 1, "day": 24, "days": 24, "week": 168, "weeks": 168}


def weather_key():
    """Return the key for the weather service, which the site pays for."""
    path = Path("weather.key")
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


WEATHER_KEY = weather_key()


def hours(text):
    """Return the hours in a text such as "3 days"."""
    number, unit = text.split()
    return int(number) * HOURS[unit]


def read_profile(text):
    """Return a member's profile as a dict, for the page of the plant.

    `text` is YAML. A profile holds texts, numbers, lists and mappings, and times with the tag
    !every, which become numbers of hours wherever they are: "water: !every 2 days" gives
    {"water": 48}. Raise ValueError if the profile is not a mapping, or has no "name".
    """
    profile = yaml.load(text, Loader=ProfileLoader)
    if not isinstance(profile, dict) or "name" not in profile:
        raise ValueError("not a profile")
    return profile


class ProfileLoader(yaml.FullLoader):
    def every(self, node):
        return hours(self.construct_scalar(node))


ProfileLoader.add_constructor("!every", ProfileLoader.every)
