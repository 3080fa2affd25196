"""The settings LibreOffice runs with: no macros, no links followed or updated, no fields computed anew.

A profile is made for one call and thrown away with it: what a document does to it reaches no other call.
"""

from __future__ import annotations

from pathlib import Path

_SCRIPTING = "org.openoffice.Office.Common/Security/Scripting"
_UPDATE = "org.openoffice.Office.Writer/Content/Update"
_SETTINGS: tuple[tuple[str, str, int | str], ...] = (
    (_SCRIPTING, "MacroSecurityLevel", 3),  # only from trusted places, of which there are none
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_UPDATE, "Link", 0),  # never
    (_UPDATE, "Field", "false"),  # a date or page number stays what was printed
    (_UPDATE, "Chart", "false"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", 0),
    ("org.openoffice.Office.Common/Save/Document", "CreateBackup", "false"),
)


def write_profile(folder: Path) -> str:
    """Make the profile in a folder that does not exist yet; returns its address as LibreOffice wants it."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )
    return folder.as_uri()
