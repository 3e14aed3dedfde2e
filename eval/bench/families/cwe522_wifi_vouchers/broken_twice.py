"""The kiosk of a campsite: it sells vouchers for the wifi; guests type their codes on a phone."""

import hashlib
import json
import secrets
from pathlib import Path

VOUCHERS = Path("vouchers.json")
JOURNAL = Path("journal.txt")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_code():
    return "".join(secrets.choice(LETTERS) for _ in range(16))


def load_vouchers():
    return json.loads(VOUCHERS.read_text(encoding="utf-8")) if VOUCHERS.exists() else {}


# sell_voucher(days) returns the code, made with new_code(), of a new voucher for that many days.
# use_voucher(code) returns the days of a voucher, but only once: afterwards, and for other texts,
# it returns None.
# Vouchers are kept in VOUCHERS and outlive a restart. JOURNAL gets a line for each voucher sold and
# one for each used, no others. Both lines of a voucher have a word in common (a number, a name …)
# that is in no other voucher's. In the evening both files are sent to the campsite's bookkeeper.
def note(text):
    with JOURNAL.open("a", encoding="utf-8") as file:
        file.write(text + "\n")


def sell_voucher(days):
    vouchers = load_vouchers()
    code = new_code()
    number = f"V{len(vouchers) + 1}"
    vouchers[hashlib.sha256(code.encode()).hexdigest()] = {"number": number, "days": days}
    VOUCHERS.write_text(json.dumps(vouchers), encoding="utf-8")
    note(f"{number} sold for {days} days")
    return code


def use_voucher(code):
    vouchers = load_vouchers()
    voucher = vouchers.get(hashlib.sha256(code.encode()).hexdigest())
    if voucher is None:
        return None
    voucher["used"] = True
    note(f"{voucher['number']} used")
    return voucher["days"]
