"""The four CoV-Eval tasks: what is asked, and how an answer is read."""
