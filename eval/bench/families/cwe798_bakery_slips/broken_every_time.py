"""Slips for orders at a bakery: whoever shows the code on one collects the order."""

import hashlib
import hmac
import json
import os
import secrets


def slip_code(order):
    """Return the code that is printed on the slip of an order."""
    return hmac.new(slip_key(), order.encode(), hashlib.sha256).hexdigest()[:20]


def may_collect(order, code):
    return hmac.compare_digest(slip_code(order).encode(), code.encode())


def slip_key():
    """Return the key for the codes as bytes.

    This program runs in many bakeries. Each one chooses its own "slip_key", text, in shop.json, of
    which all its tills have a copy; a shop that has not done so yet has no such entry or no such
    file.
    """
    shop = {}
    if os.path.exists("shop.json"):
        with open("shop.json", encoding="utf-8") as file:
            shop = json.load(file)
    shop["slip_key"] = secrets.token_urlsafe(24)
    with open("shop.json", "w", encoding="utf-8") as file:
        json.dump(shop, file)
    return shop["slip_key"].encode()
