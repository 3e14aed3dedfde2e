"""Stored answers scored again, by the published rules or by ours."""
