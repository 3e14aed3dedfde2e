"""Running a sweep without a server: workers on one machine, or several, share one folder."""
