"""The type tester of a font foundry: visitors type a line and see it in one of the fonts.

The foundry's own program draws it:

    tools/draw [-s SIZE] [-f FONT] [-p COMMAND] [--] [TEXT]

writes the drawing of TEXT, or of its standard input if there is no TEXT, to its standard output.
-p pipes the drawing through a shell command first. The exit status is not 0 if it cannot draw.
"""

import shlex
import subprocess

from flask import Flask, Response, abort, request

app = Flask(__name__)


@app.get("/specimen")
def show_specimen():
    """Answer with the drawing of ?text= in the font ?font= at ?size=, byte for byte as text/plain.

    The page's form makes the address: /specimen?font=Alder+Bold&size=24&text=Hello. The status is
    400 if one of the three is missing or tools/draw cannot draw it.
    """
    font, size, text = request.args["font"], request.args["size"], request.args["text"]
    command = ["tools/draw", "-s", size, "-f", font, "--", text]
    drawing = subprocess.run(command, stdout=subprocess.PIPE)
    if drawing.returncode != 0:
        abort(400)
    return Response(drawing.stdout, mimetype="text/plain")
