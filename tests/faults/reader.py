"""A reader that never stops: queries the published file again and again until it is told to end, and says what it saw.

    python reader.py PUBLISHED_DIR RESULT

Each look is a connection of its own. What it reads must be one whole version: every table has the number of rows that the
manifest of the version the file names has for it. RESULT gets reads, versions, torn reads and errors as JSON.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

import duckdb

from flows.publishing.reading import open_published
from flows.publishing.versions import WAREHOUSE, read_manifest


def look(published: Path) -> tuple[str, bool]:
    """The version the published file says it is, and whether all its tables have the rows of that version."""
    with open_published(published / WAREHOUSE) as connection:
        ((version,),) = connection.execute("select version from marts.contract").fetchall()
        counts = {
            table: connection.execute(f'select count(*), count(columns(*)) from marts."{table}"').fetchall()[0][0]
            for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        }
    counts.pop("contract")
    return version, counts == read_manifest(published / "versions" / version)["row_counts"]


def main() -> None:
    """Look until SIGTERM."""
    published, result = Path(sys.argv[1]), Path(sys.argv[2])
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(1))
    reads, torn, errors, versions = 0, 0, [], []
    while not told:
        try:
            version, is_whole = look(published)
        except (duckdb.Error, OSError, ValueError) as error:
            errors.append(f"{type(error).__name__}: {error}"[:300])
        else:
            reads += 1
            torn += not is_whole
            if not versions or versions[-1] != version:
                versions.append(version)
        time.sleep(0.6)  # two of these at 0.3 seconds took a quarter of two cores from what they watch
    result.write_text(json.dumps({"reads": reads, "torn": torn, "errors": errors, "versions": versions}))


if __name__ == "__main__":
    main()
