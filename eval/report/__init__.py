"""Scores for people: a table in the terminal and a page that stands alone."""
