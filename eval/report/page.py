"""Pages with tables and charts, all of one look; the report of a run is a page of its own kind."""

from collections.abc import Callable, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, filters: Mapping[str, Callable], **values: object) -> str:
    """Fill in a template that extends ``report/page.html.j2``; all text in it is escaped.

    Args:
        template: its path below the package ``eval``.
    """
    environment = Environment(
        loader=PackageLoader("eval", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters |= filters
    return environment.get_template(template).render(**values)
