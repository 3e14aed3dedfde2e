"""Metrics with intervals that respect families."""
