"""The menu of a canteen: each kitchen mails its week as a YAML file, a program shows it."""

import yaml


def read_menu(text):
    """Return the week's menu as a dict from the day to the list of its dishes.

    `text` is the YAML from the mail, such as "monday: [soup, rice]\\ntuesday: stew"; the value for
    a day may be a list or one dish. A day without any value (null) is left out.
    Raise ValueError if the top level is not a mapping.
    """
    week = yaml.safe_load(text)
    if not isinstance(week, dict):
        raise ValueError("a menu is a mapping from days to dishes")
    return {
        day: dishes if isinstance(dishes, list) else [dishes]
        for day, dishes in week.items()
        if dishes is not None
    }
