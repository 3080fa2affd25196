"""What Superset must know before it starts: its permissions, its administrator, a role for readers, and the bundle of datasets and charts.

May be repeated: what is there is brought up to date, what people made in Superset themselves stays.
"""

from __future__ import annotations

import os
from pathlib import Path

from superset.app import create_app

BUNDLE = Path(__file__).resolve().parent / "bundle"
PUBLISHED = "/published/warehouse.duckdb"  # as it stands in the bundle
ADMIN, READERS = "admin", "Fiscal readers"
LEAST_CHARACTERS = 12


def bundle() -> dict[str, str]:
    """The files of the bundle by name, for the published file that is set."""
    published = os.environ.get("FISCAL_PUBLISHED_FILE", PUBLISHED)
    return {
        path.relative_to(BUNDLE).as_posix(): path.read_text(encoding="utf-8").replace(PUBLISHED, published)
        for path in sorted(BUNDLE.rglob("*.yaml"))
    }


def administrator(password: str) -> object:
    """The one account there is at first; its password is what the secret says now."""
    from superset import security_manager

    user = security_manager.find_user(ADMIN)
    if user is None:
        role = security_manager.find_role("Admin")
        return security_manager.add_user(ADMIN, "Fiscal", "Admin", "admin@localhost", role, password=password)
    security_manager.reset_password(user.id, password)
    return user


def readers() -> None:
    """A role for who may look at all charts and make charts of the published marts, and nothing else."""
    from superset import db, security_manager
    from superset.models.core import Database

    role = security_manager.add_role(READERS)
    for view in security_manager.find_role("Gamma").permissions:
        security_manager.add_permission_role(role, view)
    for database in db.session.query(Database):
        access = security_manager.add_permission_view_menu("database_access", database.perm)
        security_manager.add_permission_role(role, access)


def main() -> None:
    """Prepare the folder SUPERSET_HOME; its tables are there already (superset db upgrade)."""
    secrets = Path(os.environ.get("FISCAL_SECRETS_DIR", "/run/secrets"))
    password = (secrets / "superset_admin_password").read_text(encoding="utf-8").strip()
    if len(password) < LEAST_CHARACTERS:
        raise SystemExit(f"superset_admin_password has less than {LEAST_CHARACTERS} characters")
    with create_app().app_context():
        from superset import appbuilder, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.utils.core import override_user

        # What `superset init` does; a program of its own would start Superset once more.
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        with override_user(administrator(password)):
            ImportAssetsCommand(bundle()).run()
            readers()


if __name__ == "__main__":
    main()
