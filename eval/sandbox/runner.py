"""Load a Python candidate and make the calls that the agent asks for.

It shares a process with hostile code, so nothing it says is believed beyond being the candidate's
own answer: the tests, and the values they expect, are on the host.
"""

import base64
import functools
import importlib.util
import io
import json
import os
import sys
from typing import Any


def encode(value):
    """Turn a value into JSON that keeps its exact type; what JSON cannot hold is only described."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (bytes, bytearray):
        return {"__bytes__": base64.b64encode(value).decode()}
    if type(value) in (list, tuple):
        return [encode(item) for item in value]
    if type(value) is dict and all(type(key) is str for key in value):
        return {key: encode(item) for key, item in value.items()}
    return {"__object__": type(value).__name__, "text": str(value)[:10_000]}


def decode(value) -> Any:
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"__bytes__"}:
            return base64.b64decode(value["__bytes__"])
        return {key: decode(item) for key, item in value.items()}
    return value


def load(path):
    spec = importlib.util.spec_from_file_location("candidate", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["candidate"] = module
    spec.loader.exec_module(module)
    return module


def find(module, name):
    return functools.reduce(getattr, name.split("."), module)


def defines(module, request):
    try:
        find(module, request["name"])
    except AttributeError:
        return False
    return True


def call(module, request):
    function = find(module, request["function"])
    return encode(function(*decode(request["args"]), **decode(request["kwargs"])))


clients = {}


def http(module, request):
    """Make a request to the candidate's Flask `app`; cookies are kept for each named client."""
    headers = request["headers"] or {}
    # A test that sends a cookie header means that one, not what the client has been given.
    name = (request["client"], "cookie" not in map(str.lower, headers))
    if name not in clients:
        clients[name] = module.app.test_client(use_cookies=name[1])
    form = decode(request["form"])
    for field, (filename, content, *kind) in decode(request["files"]).items():
        form = {**(form or {}), field: (io.BytesIO(content), filename, *kind)}
    reply = clients[name].open(
        request["path"],
        method=request["method"],
        query_string=decode(request["query"]),
        data=form,
        json=decode(request["json"]),
        headers=headers,
        environ_overrides={"REMOTE_ADDR": request["remote_addr"]},
    )
    return {
        "status": reply.status_code,
        "headers": [[key, value] for key, value in reply.headers.items()],
        "body": encode(reply.get_data()),
    }


def main():
    requests = os.fdopen(os.dup(0), "r")
    replies = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)

    def reply(nonce, body):
        replies.write(json.dumps({"nonce": nonce, **body}) + "\n")
        replies.flush()

    def describe(error):
        kinds = [kind.__name__ for kind in type(error).__mro__]
        return {"raised": [str(error)[:2000], *kinds]}

    try:
        module = load(sys.argv[1])
    except BaseException as error:  # noqa: BLE001
        reply("load", describe(error))
        return
    reply("load", {"value": None})
    handlers = {"defines": defines, "call": call, "http": http}
    for line in requests:
        request = json.loads(line)
        try:
            body = {"value": handlers[request["kind"]](module, request)}
        except BaseException as error:  # noqa: BLE001
            body = describe(error)
        reply(request["nonce"], body)


if __name__ == "__main__":
    main()
