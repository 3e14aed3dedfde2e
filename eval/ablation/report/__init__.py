"""The report of a sweep: what its trials tell, and what they cannot."""
