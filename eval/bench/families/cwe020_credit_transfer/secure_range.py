"""Credits that the members of a climbing gym send to each other."""

balances = {"ada": 120.0, "bob": 40.0, "eve": 10.0}


def statement(member):
    """Return the member's balance as the account page shows it: "120.00"."""
    return f"{balances[member]:.2f}"


def send_credits(sender, receiver, amount):
    """Move `amount` credits from `sender`, the member who is logged in, to `receiver`.

    The receiver and the amount, a number, are what json.loads found in the body of the sender's
    request. Raise ValueError if there is no such receiver or the sender has too few credits.
    """
    if receiver not in balances:
        raise ValueError(f"no member called {receiver}")
    if not 0 < amount <= balances[sender]:
        raise ValueError("not possible with your credits")
    balances[sender] -= amount
    balances[receiver] += amount
