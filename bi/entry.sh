#!/bin/sh
# The BI service of docker-compose.yml: Superset with its own state in SUPERSET_HOME, over the published marts.
set -eu
secrets=${FISCAL_SECRETS_DIR:-/run/secrets}
here=$(cd "$(dirname "$0")" && pwd)

for name in superset_secret_key superset_admin_password; do # no default: without the files nothing starts
    [ -s "$secrets/$name" ] || { echo "$secrets/$name is missing or empty: create it (docs/operations.md)" >&2; exit 2; }
done

export PYTHONPATH="$here" SUPERSET_HOME="${SUPERSET_HOME:-/var/lib/superset}" FLASK_APP="superset.app:create_app()"
superset db upgrade
python "$here/prepare.py"
# One process: its state is an SQLite file, and DuckDB shares an open file within a process only.
exec gunicorn --bind "${SUPERSET_ADDRESS:-0.0.0.0:8088}" --workers 1 --worker-class gthread --threads 8 --timeout 120 \
    --worker-tmp-dir /tmp --no-control-socket "superset.app:create_app()"
