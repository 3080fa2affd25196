"""Every path, limit and endpoint in one typed place. Values come from FISCAL_* environment variables or .env, else defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


class ReaderLimits(BaseSettings):
    """Bounds that keep one bad file from costing more than itself. Env: FISCAL_LIMIT_*."""

    model_config = SettingsConfigDict(env_prefix="FISCAL_LIMIT_", extra="ignore")

    file_bytes: int = Field(default=50_000_000, description="largest file that is read")
    line_chars: int = Field(default=1_000_000, description="longest line of a text file")
    cells: int = Field(default=500_000, description="most table cells in a document")
    pages: int = Field(default=2_000, description="most pages of a document")
    characters: int = Field(default=5_000_000, description="most characters of a document's text layer")
    pixels: int = Field(default=40_000_000, description="most pixels of a page's picture, and of an image in it")
    unpacked_bytes: int = Field(default=200_000_000, description="most bytes all members of a zip container unpack to")
    part_bytes: int = Field(default=64_000_000, description="largest XML part that is parsed")
    unpack_ratio: int = Field(default=250, description="most times a member over 1 MB may grow when unpacked")
    members: int = Field(default=20_000, description="most members of a zip container")
    span: int = Field(default=1_000, description="most columns one cell may cover; wider ones are cut")
    elements: int = Field(default=2_000_000, description="most elements of an XML part or a page")
    attributes: int = Field(default=250, description="most attributes of one html element")
    nesting: int = Field(default=3_000, description="deepest nesting of html elements that is parsed")
    lines: int = Field(default=500_000, description="most lines of a text file, and most blocks of a document")
    seconds: int = Field(
        default=120, description="longest time for one file; recognising scanned pages is granted more"
    )
    total_seconds: int = Field(default=3_600, description="longest time for one file with all that it is granted")
    page_seconds: float = Field(
        default=15.0, description="time a file is given beyond that for each page that is recognised"
    )
    ocr_pages: int = Field(
        default=300, description="most pages of a file that are recognised; more are noted as not read"
    )
    ocr_pixels: int = Field(
        default=8_000_000, description="most pixels of a page when it is recognised; larger ones are reduced"
    )
    image_pixels: int = Field(default=80_000_000, description="most pixels of an image file or of an image in a file")
    memory_bytes: int = Field(
        default=1_040_000_000,
        description="memory a reader process may write to; what it takes in all then stays below 1 GiB",
    )


class Settings(BaseSettings):
    """Where things are and how the pipeline behaves. Env: FISCAL_HOME, FISCAL_LANDING, FISCAL_ALERT_URLS (JSON list) ..."""

    model_config = SettingsConfigDict(env_prefix="FISCAL_", env_file=".env", extra="ignore")

    home: Path = Field(Path("var"), description="all state: work database, published versions, docs, logs")
    landing: Path = Field(PROJECT_DIR / "raw", description="report files as published")
    project_dir: Path = Field(PROJECT_DIR, description="where dbt_project/ and expectations/ are")

    batch_files: int = Field(500, ge=1, description="files read by one task")
    read_workers: int = Field(2, ge=1, description="reader processes per batch")
    keep_versions: int = Field(5, ge=1, description="published versions kept; the current one always is")
    # Addresses hold tokens, and Prefect keeps and shows the parameters of every flow.
    alert_urls: list[SecretStr] = Field(default_factory=list, description="Apprise URLs; none: alerts are only logged")
    alert_routes: Path | None = Field(None, description="TOML file: who is told what, in which language, when")
    metrics_file: Path | None = Field(
        None, description="file for Prometheus' textfile collector, written after each run"
    )
    max_age_hours: float = Field(36, gt=0, description="hours since a run got through that are fine")
    dashboard_password: SecretStr | None = Field(
        None, description="who looks from another machine says fiscal and this"
    )
    dashboard_password_file: Path | None = Field(None, description="file with that password; goes before it")
    unit_likeness: float = Field(
        0.8, gt=0, le=1, description="from which share of common signs on fiscal units review shows two names"
    )
    dbt_threads: int = Field(2, ge=1)
    limits: ReaderLimits = Field(default_factory=lambda: ReaderLimits())

    @property
    def work_db(self) -> Path:
        return self.home / "work" / "warehouse.duckdb"

    @property
    def alert_book(self) -> Path:
        return self.home / "alerts.sqlite"

    @property
    def published_dir(self) -> Path:
        return self.home / "published"

    @property
    def published_db(self) -> Path:
        return self.published_dir / "warehouse.duckdb"

    @property
    def versions_dir(self) -> Path:
        return self.published_dir / "versions"

    @property
    def docs_dir(self) -> Path:
        return self.home / "docs"

    @property
    def dbt_docs(self) -> Path:
        return self.docs_dir / "dbt" / "index.html"

    @property
    def logs_dir(self) -> Path:
        return self.home / "logs"

    @property
    def dbt_dir(self) -> Path:
        return self.project_dir / "dbt_project"

    @property
    def seeds_dir(self) -> Path:
        return self.dbt_dir / "seeds"

    @property
    def expectations_dir(self) -> Path:
        return self.project_dir / "expectations"
