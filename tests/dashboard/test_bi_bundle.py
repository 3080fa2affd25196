"""The bundle of the BI service: its tables and columns are the marts', its metrics and charts run on a published file."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
import sqlalchemy
import yaml
from small_marts import contracted_columns

from flows.publishing.reading import open_published
from flows.settings import PROJECT_DIR

BI = PROJECT_DIR / "bi"


def files_of(kind: str) -> dict[str, dict[str, Any]]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((BI / "bundle" / kind).glob("*.yaml"))
    }


DATASETS, CHARTS = files_of("datasets"), files_of("charts")
DATASET_BY_UUID = {dataset["uuid"]: dataset for dataset in DATASETS.values()}
METRICS = [(name, metric) for name, dataset in DATASETS.items() for metric in dataset["metrics"]]
(DATABASE,) = files_of("databases").values()


def test_all_marts_that_are_ready_for_bi_are_there():
    assert {"mart_recognition", "mart_expenditure", "mart_unit_year"} <= DATASETS.keys()


@pytest.mark.parametrize("name", DATASETS)
def test_datasets_have_the_columns_of_the_contract(name):
    dataset = DATASETS[name]
    assert (dataset["schema"], dataset["table_name"], dataset["database_uuid"]) == ("marts", name, DATABASE["uuid"])
    columns = {column["column_name"]: column["type"].lower() for column in dataset["columns"]}
    assert columns == contracted_columns()[name]


@pytest.mark.parametrize(("name", "metric"), METRICS, ids=[f"{name}-{one['metric_name']}" for name, one in METRICS])
def test_metrics_run_on_a_published_file(published, name, metric):
    with open_published(published.published_db) as connection:
        (row,) = connection.execute(f"select {metric['expression']} from marts.{name}").fetchall()
    assert row[0] is not None


@pytest.mark.parametrize("name", CHARTS)
def test_charts_use_what_their_dataset_has(name):
    chart = CHARTS[name]
    dataset = DATASET_BY_UUID[chart["dataset_uuid"]]
    params = chart["params"]
    assert params["viz_type"] == chart["viz_type"]
    metrics = [*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])]
    filters = [one["subject"] for one in params["adhoc_filters"]]
    columns = [*params.get("groupby", []), *([params["x_axis"]] if "x_axis" in params else []), *filters]
    assert metrics
    assert set(metrics) <= {metric["metric_name"] for metric in dataset["metrics"]}
    assert set(columns) <= {column["column_name"] for column in dataset["columns"]}


def test_the_dashboard_shows_every_chart():
    (board,) = files_of("dashboards").values()
    places = {key: place for key, place in board["position"].items() if isinstance(place, dict)}
    assert {place["meta"]["uuid"] for place in places.values() if place["type"] == "CHART"} == {
        chart["uuid"] for chart in CHARTS.values()
    }
    assert {child for place in places.values() for child in place.get("children", ())} <= places.keys()


def test_keys_are_unique():
    keys = [DATABASE["uuid"], *DATASET_BY_UUID, *(chart["uuid"] for chart in CHARTS.values())]
    assert len(keys) == len(set(keys)) == 1 + len(DATASETS) + len(CHARTS)


def test_the_database_is_opened_for_reading_and_nothing_else(published):
    url = sqlalchemy.make_url(DATABASE["sqlalchemy_uri"])
    assert url.database == "/published/warehouse.duckdb"
    assert url.query == {"access_mode": "read_only", "enable_external_access": "false", "lock_configuration": "true"}
    assert not any(DATABASE[right] for right in ("allow_dml", "allow_ctas", "allow_cvas", "allow_csv_upload"))
    with duckdb.connect(str(published.published_db), config=dict(url.query)) as connection:
        assert connection.execute("select count(*) from marts.dim_unit").fetchone() == (2,)
        for sql in (
            "select * from read_text('/etc/passwd')",
            "set enable_external_access = true",
            "drop table marts.dim_unit",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(sql)


def config_with(secrets: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("FISCAL_SECRETS_DIR", str(secrets))
    monkeypatch.setenv("SUPERSET_HOME", str(home))
    spec = importlib.util.spec_from_file_location("superset_config", BI / "superset_config.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_no_default_secret(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError):
        config_with(tmp_path, tmp_path, monkeypatch)
    (tmp_path / "superset_secret_key").write_text("short", encoding="utf-8")
    with pytest.raises(ValueError, match="less than 32 characters"):
        config_with(tmp_path, tmp_path, monkeypatch)
    done = subprocess.run(
        [str(BI / "entry.sh")], env={"FISCAL_SECRETS_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "superset_admin_password is missing" in done.stderr


def test_the_configuration_lets_nobody_in_and_asks_nobody(tmp_path, monkeypatch):
    (tmp_path / "superset_secret_key").write_text("k" * 42, encoding="utf-8")
    config = config_with(tmp_path, tmp_path / "home", monkeypatch)
    assert config.SECRET_KEY == "k" * 42
    assert f"sqlite:///{tmp_path}/home/superset.db" == config.SQLALCHEMY_DATABASE_URI
    assert not hasattr(config, "AUTH_ROLE_PUBLIC")
    policy = config.TALISMAN_CONFIG["content_security_policy"]
    assert not [source for sources in policy.values() for source in sources if "//" in source or source.count(".") > 0]


def test_packages_are_locked_with_hashes():
    lock = (BI / "requirements.lock").read_text(encoding="utf-8")
    wanted = re.findall(r"^([\w.-]+==[\w.]+)", (BI / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(wanted) == 7
    assert [one for one in wanted if f"\n{one} " not in f"\n{lock}"] == []
    assert lock.count("--hash=sha256:") >= lock.count("==") > 100
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", lock)
