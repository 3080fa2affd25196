#!/bin/sh
# The services of docker-compose.yml, by their first argument: server, deploy, worker, dashboard; anything else is a command of
# fiscal. Secrets are files; Prefect wants them in variables, which only these processes see.
set -eu
secrets=${FISCAL_SECRETS_DIR:-/run/secrets}

quoted() { # a password inside a URL
    python -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.stdin.read().strip(), safe=""))' <"$1"
}

needs() { # no default password: without the file nothing starts
    [ -s "$secrets/$1" ] || { echo "$secrets/$1 is missing or empty: create it (docs/operations.md)" >&2; exit 2; }
}

if [ "${1:-}" = dashboard ]; then # knows nothing of Prefect
    needs dashboard_password
    shift
    export FISCAL_DASHBOARD_PASSWORD_FILE="$secrets/dashboard_password"
    exec fiscal dashboard --host "${FISCAL_DASHBOARD_HOST:-0.0.0.0}" "$@"
fi

needs prefect_password
PREFECT_API_AUTH_STRING="fiscal:$(cat "$secrets/prefect_password")"
export PREFECT_API_AUTH_STRING

case "${1:-}" in
server)
    needs postgres_password
    export PREFECT_SERVER_API_AUTH_STRING="$PREFECT_API_AUTH_STRING"
    PREFECT_API_DATABASE_CONNECTION_URL="postgresql+asyncpg://${POSTGRES_USER:-prefect}:$(quoted "$secrets/postgres_password")@${POSTGRES_ADDRESS:-database:5432}/${POSTGRES_DB:-prefect}"
    export PREFECT_API_DATABASE_CONNECTION_URL
    exec prefect server start --host "${PREFECT_SERVER_HOST:-0.0.0.0}" --port "${PREFECT_SERVER_PORT:-4200}"
    ;;
deploy) # may be repeated: what is there is brought up to date
    prefect work-pool create fiscal --type process --overwrite
    prefect work-queue inspect writer --pool fiscal >/dev/null 2>&1 || prefect work-queue create writer --pool fiscal --limit 1
    exec prefect --no-prompt deploy --all
    ;;
worker)
    exec prefect worker start --pool fiscal --limit 1
    ;;
*)
    exec fiscal "$@"
    ;;
esac
