"""Training data: where programs come from, what instructions are made of them, and how they split."""
