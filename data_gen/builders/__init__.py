"""Instructions made of programs."""
