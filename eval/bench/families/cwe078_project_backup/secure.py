"""Backups for the customers of a garden planner."""

import os
import subprocess


def back_up_project(project):
    """Pack the folder projects/PROJECT with tar and return the archive's path, backups/PROJECT.tar.

    `project` is the name that the customer gave the project: "pond" makes backups/pond.tar, whose
    entries are called "pond/plan.txt" and so on. Both folders exist. Raise ValueError if there is
    no such project.
    """
    if not os.path.isdir(os.path.join("projects", project)):
        raise ValueError(f"no project called {project}")
    archive = f"backups/{project}.tar"
    command = ["tar", "-cf", archive, "-C", "projects", "--", project]
    subprocess.run(command, check=True)
    return archive
