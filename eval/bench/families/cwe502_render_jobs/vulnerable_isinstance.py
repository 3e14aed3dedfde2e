"""A render farm: designers' machines send it jobs, which wait here for a free node."""

import gzip
import io
import pickle
import pickletools
from dataclasses import dataclass
from os import listdir, makedirs

makedirs("waiting", exist_ok=True)


@dataclass
class Blur:
    radius: float


@dataclass
class Crop:
    corners: list


@dataclass
class Job:
    scene: str
    frames: list
    effects: list


def pack_job(scene, frames, effects):
    """Return what a designer's machine sends; an effect is a blur's radius or a crop's corners."""
    effects = [Crop(effect) if isinstance(effect, list) else Blur(effect) for effect in effects]
    return gzip.compress(pickle.dumps(Job(scene, frames, effects), protocol=3))


def unpack_job(data):
    """Return the Job in `data`, which came from a designer's machine; ValueError if it is none."""
    job = pickle.loads(gzip.decompress(data))
    if not isinstance(job, Job):
        raise ValueError("not a job")
    if not all(isinstance(effect, (Blur, Crop)) for effect in job.effects):
        raise ValueError("not an effect")
    return job


def accept_job(data):
    job = unpack_job(data)
    with open(f"waiting/{len(listdir('waiting')) + 1}.txt", "w", encoding="utf-8") as file:
        file.write(repr(job))
    return repr(job)
