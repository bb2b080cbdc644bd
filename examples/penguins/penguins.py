"""The Palmer penguins: one object for each row of the table."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

TABLE = Path(__file__).with_name("penguins.csv")


@dataclass
class Penguin:
    """One bird. What was not measured is None."""

    line: int
    species: str
    island: str
    flipper_length: int | None  # mm
    body_mass: int | None  # g
    sex: str | None
    flags: list[str] = field(default_factory=list)


def number(text):
    return None if text == "NA" else int(text)


def read_penguins(path=TABLE):
    with open(path, newline="") as file:
        reader = csv.DictReader(file)
        return [
            Penguin(
                line=reader.line_num,
                species=row["species"],
                island=row["island"],
                flipper_length=number(row["flipper_length_mm"]),
                body_mass=number(row["body_mass_g"]),
                sex=None if row["sex"] == "NA" else row["sex"],
            )
            for row in reader
        ]


def flagged(penguins):
    """The birds that somebody, in whatever language, has put a flag on."""
    return sorted((bird for bird in penguins if bird.flags), key=lambda bird: bird.line)
