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


class Reader:
    """Turns the nodes of one YAML document into values."""

    STANDARD = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null")}
    TEXT = {f"tag:yaml.org,2002:{name}" for name in ("str", "timestamp", "value")}

    def __init__(self, text):
        self.loader = yaml.SafeLoader(text)
        self.values = {}
        self.open = set()

    def read(self):
        try:
            return self.value(self.loader.get_single_node())
        finally:
            self.loader.dispose()

    def value(self, node):
        if id(node) in self.open:
            raise ValueError("a list or mapping holds itself")
        if id(node) not in self.values:
            self.open.add(id(node))
            self.values[id(node)] = self.convert(node)
            self.open.remove(id(node))
        return self.values[id(node)]

    def convert(self, node):
        match node:
            case yaml.ScalarNode(tag="!every", value=text):
                return hours(text)
            case yaml.ScalarNode(tag=tag) if tag in self.STANDARD:
                return self.loader.construct_object(node)
            case yaml.ScalarNode(tag=tag, value=text) if tag in self.TEXT:
                return text
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq", value=nodes):
                return [self.value(each) for each in nodes]
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                self.loader.flatten_mapping(node)
                return {self.value(key): self.value(value) for key, value in node.value}
        raise ValueError("a profile holds texts, numbers, lists, mappings and times")


def read_profile(text):
    """Return a member's profile as a dict, for the page of the plant."""
    try:
        profile = Reader(text).read()
    except (yaml.YAMLError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("this is not a profile") from error
    if not isinstance(profile, dict) or profile.get("name") is None:
        raise ValueError("a profile is a mapping with a name")
    return profile
