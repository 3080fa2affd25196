"""The ways a run is known to fail: each carries one sentence that says what, where and what to do.

Decides which exceptions are messages for people; anything else is a defect and keeps its traceback. Refuses to repeat the
value of a setting: it may be the address of a receiver with its token.
"""

from __future__ import annotations

import errno
import re
import sys
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsError

from flows.settings import ReaderLimits, Settings

# By name, because importing all of these costs seconds: a module that nobody imported raised nothing.
KNOWN = (
    ("duckdb", "Error"),
    ("flows.backup", "BackupError"),
    ("flows.gating.suites", "GateError"),
    ("flows.landing", "ManifestError"),
    ("flows.page_image", "PageImageError"),
    ("flows.publishing.versions", "PublishError"),
    ("flows.reading", "ReadersFailedError"),
    ("flows.serving", "ServeError"),
    ("flows.temporary_server", "ServerError"),
    ("flows.trace", "UnknownKeyError"),
    ("flows.transform", "TransformError"),
    ("flows.warehouse.connection", "BusyError"),
    ("flows.warehouse.schema", "SchemaError"),
)

_OS_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "文件系统只读",
    errno.ENOENT: "不存在，也无法在此处创建",
    errno.ENOTDIR: "不是目录",
    errno.EEXIST: "已存在，但不是目录",
    errno.EISDIR: "是目录，不是文件",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.ENAMETOOLONG: "名称过长",
}


class UsageError(Exception):
    """The command was called, or set up, in a way that cannot work: exit code 2."""


def known_errors() -> tuple[type[Exception], ...]:
    """Exceptions whose message is meant for people."""
    imported: list[type[Exception]] = [
        getattr(sys.modules[module], name) for module, name in KNOWN if module in sys.modules
    ]
    return (*imported, OSError)


def message(error: Exception) -> str:
    """One sentence. An error of the operating system gets its path and what to look at; ours have their own words."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    reason = _OS_REASONS.get(error.errno, error.strerror)
    path = f" {error.filename}" if error.filename is not None else "文件"
    return f"无法使用{path}：{reason}；请检查路径（--home、--landing）、权限和磁盘空间"


def bad_settings(error: ValidationError | SettingsError) -> str:
    """Which variables are wrong and what they must look like; never what they are."""
    return "；".join(
        f"环境变量（或 .env 中的）{variable} 无效，应为{shape}" for variable, shape in dict(_wrong(error)).items()
    )


def _wrong(error: ValidationError | SettingsError) -> list[tuple[str, str]]:
    if isinstance(error, ValidationError):
        model = ReaderLimits if error.title == ReaderLimits.__name__ else Settings
        return [_variable(model, str(one["loc"][0])) for one in error.errors(include_input=False) if one["loc"]]
    # A value that is not JSON where JSON is due: pydantic-settings names the field in its message only.
    named = re.search(r'field "(\w+)"', str(error))
    return [_variable(Settings, named[1])] if named else [("FISCAL_*", " README 中所写的形式")]


def _variable(model: type[BaseSettings], field: str) -> tuple[str, str]:
    """The variable's name and the shape its field declares."""
    prefix = str(model.model_config.get("env_prefix", ""))
    return f"{prefix}{field}".upper(), _shape(model.model_fields[field]) if field in model.model_fields else "有效的值"


def _shape(field: Any) -> str:  # noqa: ANN401 - pydantic's FieldInfo, whose annotation and metadata are untyped
    if field.annotation is int:
        least = next((bound.ge for bound in field.metadata if hasattr(bound, "ge")), None)
        return "整数" if least is None else f"不小于 {least} 的整数"
    if field.annotation is Path:
        return "路径"
    if field.annotation == list[SecretStr]:
        return ' JSON 字符串列表，例如 ["json://主机/路径"]'
    return " JSON 对象"
