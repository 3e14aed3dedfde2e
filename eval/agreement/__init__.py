"""Judges judged: how far their verdicts agree with what is known of the programs."""
