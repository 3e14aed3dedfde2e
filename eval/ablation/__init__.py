"""Which mixture of training data gives secure and useful models: designs, and what trials tell."""
