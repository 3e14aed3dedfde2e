"""Training data: sources of programs, instructions made of them, and their splits."""
