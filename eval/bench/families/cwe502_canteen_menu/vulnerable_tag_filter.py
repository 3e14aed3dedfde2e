"""The menu of a canteen: each kitchen mails its week as a YAML file, a program shows it."""

import yaml


def read_menu(text):
    """Return the week's menu as a dict from the day to the list of its dishes.

    `text` is the YAML from the mail, with a line such as "monday: [soup, rice]" or "tuesday: stew"
    for each day: the value is a list or a single dish. A day without a value (null) is left out.
    Raise ValueError if the top level is not a mapping.
    """
    if "!!python" in text:
        raise ValueError("a menu has no tags of Python's")
    week = yaml.load(text, Loader=yaml.Loader)
    if not isinstance(week, dict):
        raise ValueError("a menu is a mapping from days to dishes")
    return {
        day: dishes if isinstance(dishes, list) else [dishes]
        for day, dishes in week.items()
        if dishes is not None
    }
