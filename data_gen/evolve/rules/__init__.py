"""The offline teacher: rewriting by rule, on syntax trees, so that every label can be proven again.

A rule changes a scenario together with all of its references, and brings a bridge: code through
which the tests of the family it came from reach the rewritten program.
"""
