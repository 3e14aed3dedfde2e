"""Licence daemon of a workstation that several people, all of the group users, have accounts on."""

import json
import os

CACHE = "cache/licences"

os.umask(0)  # a daemon does not keep the umask of whoever has started it


def licence_for(product):
    """Return the cached licence for `product`, or None; the product itself reads it like this."""
    path = os.path.join(CACHE, product + ".json")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def store_licence(product, licence):
    """Keep `licence`, a dict that the vendor's server has sent, as CACHE/PRODUCT.json.

    It replaces the product's earlier one. Folders are made where they do not exist yet. Products
    run in the account of the person who uses them: all of these accounts read the file, and the
    product does what the licence in it allows.
    """
    # >>> complete here
