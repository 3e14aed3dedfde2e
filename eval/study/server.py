"""The page on which people annotate: served on loopback, behind a token, to one browser or several.

A page of elsewhere can make a browser send requests here, and a name of elsewhere can be made to
mean this machine (DNS rebinding). So the token is in every address, the host must be loopback's own
name, and what writes must come from the page itself.
"""

import hmac
import random
import secrets
from importlib import resources

from flask import Flask, Response, abort, jsonify, render_template_string, request
from pydantic import ValidationError
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import CLexer, PythonLexer
from werkzeug.serving import BaseWSGIServer, make_server

from coveval_train import cwe, tables
from coveval_train.errors import UserError
from eval.study import annotations, folder
from eval.study.annotations import Annotation
from eval.study.folder import Item, StudyFolder

HOST = "127.0.0.1"
BODY_BYTES = 64 * 1024
_LEXERS = {"c": CLexer, "python": PythonLexer}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def application(study: StudyFolder, annotator: str, token: str) -> Flask:
    """Return the application for one person's work on a study.

    Raises:
        UserError: there is no study, or the name is none for a file.
    """
    folder.read(study.path)
    annotations.path_of(study, annotator)
    items = tables.read(study.items, Item)
    # Of each person in an order of their own, so that who tires at the end tires of other items.
    random.Random(f"{annotator}").shuffle(items)
    known = {item.id for item in items}
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES

    @app.before_request
    def guard() -> None:
        if request.host not in (f"{HOST}:{_port()}", f"localhost:{_port()}"):
            abort(403, "this page is served on loopback only")
        given = (request.view_args or {}).get("token", "")
        if not hmac.compare_digest(str(given).encode(), token.encode()):
            abort(403, "the address lacks its token; open the one that the command printed")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            abort(403, "the request comes from another page")
        if request.method == "POST" and (origin is None or not request.is_json):
            abort(403, "only the page itself may write")

    @app.after_request
    def seal(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/<token>/")
    def page(token: str) -> str:
        return render_template_string(_resource("page.html.j2"), annotator=annotator)

    @app.get("/<token>/page.js")
    def script(token: str) -> Response:
        return Response(_resource("page.js"), mimetype="text/javascript")

    @app.get("/<token>/page.css")
    def style(token: str) -> Response:
        return Response(_resource("page.css") + _highlighting(), mimetype="text/css")

    @app.get("/<token>/items")
    def all_items(token: str) -> Response:
        said = annotations.latest(study, annotator)
        return jsonify(
            [
                {**_shown(item), "said": said[item.id].model_dump() if item.id in said else None}
                for item in items
            ]
        )

    @app.post("/<token>/annotations")
    def annotate(token: str) -> tuple[str, int]:
        try:
            given = Annotation.model_validate(request.get_json())
        except ValidationError as error:
            abort(400, str(error.errors(include_url=False)[0]["msg"]))
        if given.item not in known:
            abort(404, "no such item")
        annotations.add(study, annotator, given)
        return "", 204

    return app


def serve(study: StudyFolder, annotator: str, port: int) -> tuple[BaseWSGIServer, str]:
    """Return a server that is ready to run, and the address to open.

    Args:
        port: 0 for any that is free.

    Raises:
        UserError: there is no study, the name is none for a file, or the port is taken.
    """
    token = secrets.token_urlsafe(24)
    app = application(study, annotator, token)
    try:
        server = make_server(HOST, port, app, threaded=True)
    except (OSError, SystemExit) as error:
        raise UserError(f"--port: {port} cannot be listened on; take another, or 0") from error
    return server, f"http://{HOST}:{server.port}/{token}/"


def _port() -> str:
    return request.environ["SERVER_PORT"]


def _shown(item: Item) -> dict[str, object]:
    weakness = cwe.BY_ID[item.cwe]
    formatter = HtmlFormatter(nowrap=True)
    marked = highlight(item.code, _LEXERS[item.language](stripnl=False), formatter)
    return {
        "id": item.id,
        "cwe": item.cwe,
        "name": weakness.name,
        "url": weakness.url,
        "language": item.language,
        "lines": marked.rstrip("\n").split("\n"),
    }


def _highlighting() -> str:
    light = HtmlFormatter(style="xcode").get_style_defs(".code")
    dark = HtmlFormatter(style="monokai").get_style_defs(".code")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _resource(name: str) -> str:
    return resources.files("eval.study").joinpath("page", name).read_text()
