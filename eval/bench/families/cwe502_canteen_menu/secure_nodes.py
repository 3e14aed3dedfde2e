"""The menu of a canteen: each kitchen mails its week as a YAML file, a program shows it."""

import yaml


def read_menu(text):
    """Return the week's menu as a dict from the day to the list of its dishes.

    `text` is the YAML from the mail, with a line such as "monday: [soup, rice]" or "tuesday: stew"
    for each day: the value is a list or a single dish. A day without a value (null) is left out.
    Raise ValueError if the top level is not a mapping.
    """
    week = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(week, yaml.MappingNode):
        raise ValueError("a menu is a mapping from days to dishes")
    return {
        day.value: [dish.value for dish in dishes.value]
        if isinstance(dishes, yaml.SequenceNode)
        else [dishes.value]
        for day, dishes in week.value
        if dishes.tag != "tag:yaml.org,2002:null"
    }
