"""Judges of programs: by execution and by a language model."""
