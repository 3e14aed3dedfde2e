import os
import re
import tarfile
import zipfile
from pathlib import Path

from flask import Flask, request, send_file
from werkzeug.utils import secure_filename

app = Flask(__name__)
ROOT = Path("/srv/pages")
ALLOWED = {"png", "gif"}
FORBIDDEN = {"php", "exe"}


def direct(name):
    # finds: python-path-from-caller
    return open(name).read()


def joined(base_dir, name: str = "index"):
    # finds: python-path-from-caller
    with open(os.path.join(base_dir, name)) as file:
        return file.read()


def formatted(name):
    path = f"/srv/pages/{name}.html"
    # finds: python-path-from-caller
    return Path(path).read_text()


@app.route("/page")
def page():
    # finds: python-path-from-caller
    return send_file(os.path.join("/srv/pages", request.args["name"]))


def remove(name):
    target = ROOT / name
    # finds: python-path-from-caller
    target.unlink()


def constant(base_dir):
    return open(os.path.join(base_dir, "index.html")).read()


def base_name(name):
    return open(os.path.join("/srv/pages", os.path.basename(name))).read()


def resolved(name):
    target = (ROOT / name).resolve()
    if not target.is_relative_to(ROOT):
        raise PermissionError(name)
    return target.read_text()


def common(name):
    target = os.path.realpath(os.path.join("/srv/pages", name))
    if os.path.commonpath(["/srv/pages", target]) != "/srv/pages":
        raise PermissionError(name)
    return open(target).read()


def matched(name):
    if not re.fullmatch(r"[a-z]+", name):
        raise ValueError(name)
    return open("/srv/pages/" + name).read()


def checked_elsewhere(name):
    if not is_safe_name(name):
        raise ValueError(name)
    return open("/srv/pages/" + name).read()


def prefix(name):
    target = os.path.realpath("/srv/pages/" + name)
    # finds: python-path-prefix-without-separator
    if not target.startswith("/srv/pages"):
        raise PermissionError(name)
    return 1


def whole_prefix(name):
    target = os.path.realpath("/srv/pages/" + name)
    if not target.startswith("/srv/pages" + os.sep):
        raise PermissionError(name)
    return open(target).read()


def prefix_with_slash(name):
    target = os.path.realpath("/srv/pages/" + name)
    if not target.startswith("/srv/pages/"):
        raise PermissionError(name)
    return 1


def dots(name):
    # finds: python-dots-taken-out-of-path
    return name.replace("../", "")


def unpack(path_of_upload, into):
    with tarfile.open("upload.tar") as tar:
        # finds: python-archive-member-outside
        tar.extractall(into)


def unpack_data(into):
    with tarfile.open("upload.tar") as tar:
        tar.extractall(into, filter="data")


def unzip(into):
    archive = zipfile.ZipFile("upload.zip")
    for member in archive.infolist():
        # finds: python-archive-member-as-path
        with open(os.path.join("/srv", member.filename), "wb") as out:
            out.write(archive.read(member))


def unzip_names():
    archive = zipfile.ZipFile("upload.zip")
    for name in archive.namelist():
        target = ROOT / name
        # finds: python-archive-member-as-path
        target.write_bytes(archive.read(name))


def unzip_confined():
    archive = zipfile.ZipFile("upload.zip")
    for name in archive.namelist():
        target = (ROOT / name).resolve()
        if ROOT not in target.parents:
            raise PermissionError(name)
        target.write_bytes(archive.read(name))


@app.route("/upload", methods=["POST"])
def upload():
    file = request.files["picture"]
    # finds: python-upload-of-any-kind
    file.save(os.path.join("/srv/pictures", secure_filename(file.filename)))
    return "stored"


def store(filename, data):
    # finds: python-upload-of-any-kind, python-path-from-caller
    with open("/srv/pictures/" + filename, "wb") as out:
        out.write(data)


@app.route("/upload2", methods=["POST"])
def upload_checked():
    file = request.files["picture"]
    name = secure_filename(file.filename)
    if name.rsplit(".", 1)[-1].lower() not in ALLOWED:
        return "refused", 400
    file.save(os.path.join("/srv/pictures", name))
    return "stored"


def declared(file):
    # finds: python-upload-trusts-declared-type
    return file.content_type in ("image/png", "image/gif")


def middle(filename):
    # finds: python-upload-extension-anywhere-in-name
    return filename.split(".")[1] in ALLOWED


def contained(filename):
    # finds: python-upload-extension-anywhere-in-name
    return ".png" in filename


def last(filename):
    return filename.lower().endswith((".png", ".gif"))


def bad_kinds(extension):
    # finds: python-upload-list-of-bad-kinds
    if extension in FORBIDDEN:
        raise ValueError(extension)
    return extension


def good_kinds(extension):
    if extension not in ALLOWED:
        raise ValueError(extension)
    return extension
