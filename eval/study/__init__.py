"""Studies with people: which programs they are shown, what they say, and what follows of judges."""
