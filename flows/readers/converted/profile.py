"""The settings LibreOffice runs with: no macros, no links followed or updated.

A profile is made for one call and thrown away with it: what a document does to it reaches no other call.
"""

from __future__ import annotations

from pathlib import Path

_SCRIPTING = "org.openoffice.Office.Common/Security/Scripting"
_INTERNET = "org.openoffice.Inet/Settings"
_UPDATE = "org.openoffice.Office.Writer/Content/Update"
_SETTINGS: tuple[tuple[str, str, int | str], ...] = (
    (_SCRIPTING, "MacroSecurityLevel", 3),  # only from trusted places, of which there are none
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_UPDATE, "Link", 0),  # never
    (_UPDATE, "Field", "false"),
    (_UPDATE, "Chart", "false"),
    # Should a link be followed all the same, it ends at a port where nobody listens.
    (_INTERNET, "ooInetProxyType", 2),
    (_INTERNET, "ooInetHTTPProxyName", "127.0.0.1"),
    (_INTERNET, "ooInetHTTPProxyPort", 9),
    (_INTERNET, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_INTERNET, "ooInetHTTPSProxyPort", 9),
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
