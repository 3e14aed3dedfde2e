import base64
import hashlib
import hmac
import os

import requests
from flask import Flask

app = Flask(__name__)
# finds: python-hard-coded-credential
PASSWORD = "correct horse"
# finds: python-hard-coded-credential
API_KEY: str = "k-8842-2291"
# finds: python-hard-coded-credential, python-hard-coded-key
app.secret_key = "tmA3-91"
# finds: python-hard-coded-credential
SETTINGS = {"user": "admin", "db_password": "correct horse"}
# finds: python-hard-coded-login
DATABASE = "postgresql://admin:horse@db/app"
PASSWORD_FROM_OUTSIDE = os.environ["PASSWORD"]
PASSWORD_FIELD = "new_password"
token = ""


# finds: python-hard-coded-credential
def connect(user, password="correct horse"):
    return user, password


def check(password):
    # finds: python-hard-coded-credential
    return password == "correct horse"


def check_outside(password):
    return hmac.compare_digest(password, os.environ["PASSWORD"])


def from_environment():
    # finds: python-hard-coded-credential
    return os.environ.get("API_TOKEN", "t-12345")


def sign(data):
    # finds: python-hard-coded-key
    return hmac.new(b"tmA3-91", data, "sha256").digest()


def sign_outside(data, key):
    return hmac.new(key, data, "sha256").digest()


def fast(password):
    # finds: python-weak-password-hash
    return hashlib.sha256(password.encode()).hexdigest()


def salted(password, salt):
    # finds: python-weak-password-hash
    return hashlib.md5(salt + password.encode()).hexdigest()


def slow(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def of_file(data):
    return hashlib.sha256(data).hexdigest()


def few(password, salt):
    # finds: python-few-rounds-of-password-hash
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 100)


def many(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)


def encoded(password):
    # finds: python-encoded-password
    return base64.b64encode(password.encode())


def add(connection, name, password):
    # finds: python-password-stored-as-it-is
    connection.execute("INSERT INTO users VALUES (?, ?)", (name, password))


def add_to_table(users, name, password):
    # finds: python-password-stored-as-it-is
    users[name] = password


def add_record(name, password):
    # finds: python-password-stored-as-it-is
    return {"name": name, "password": password}


def add_hashed(connection, name, password, salt):
    digest = slow(password, salt)
    connection.execute("INSERT INTO users VALUES (?, ?)", (name, digest))


def same(user, password):
    # finds: python-password-compared-as-it-is
    return user["password"] == password


def send(name, password):
    # finds: python-password-in-the-clear
    requests.post("http://login.example.org", data={"name": name, "pass": password})


def send_encrypted(name, password):
    requests.post("https://login.example.org", data={"name": name, "pass": password})


def log(name, password):
    # finds: python-password-shown
    print(f"{name} logs in with {password}")


def cookie(response, password):
    # finds: python-password-shown
    response.set_cookie("login", password)


def database():
    # finds: python-hard-coded-login
    return connect("db.example.org", "scott", "tiger")


def database_settings(driver):
    # finds: python-hard-coded-login
    return driver.connect("host=db user=scott password=tiger")


def database_outside(driver, settings):
    return driver.connect(settings["host"], settings["user"], settings["password"])
