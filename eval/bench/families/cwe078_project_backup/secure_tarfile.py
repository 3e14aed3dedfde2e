"""Backups for the customers of a garden planner."""

import os
import shlex
import subprocess


def back_up_project(project):
    """Pack the folder projects/PROJECT with tar and return the archive's path, backups/PROJECT.tar.

    `project` is the name that the customer gave the project: "herb garden" makes the archive
    backups/herb garden.tar, whose entries are called "herb garden/plan.txt" and so on. An archive
    from an earlier day is replaced. Both folders exist. Raise ValueError, and make no archive, if
    there is no such folder.
    """
    import tarfile
    folder = os.path.join("projects", project)
    if not os.path.isdir(folder):
        raise ValueError(f"no project called {project}")
    archive = f"backups/{project}.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, arcname=project)
    return archive
