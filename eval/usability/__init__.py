"""Usability: whether a model that writes safer code still writes code that works."""
