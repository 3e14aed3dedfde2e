"""Pages from templates; those of tables and charts alone extend ``page.html.j2``."""

from collections.abc import Callable, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, filters: Mapping[str, Callable], **values: object) -> str:
    """Fill in a template; all text that it is given is escaped, and a name that is not is an error.

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
