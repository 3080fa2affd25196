# The command fiscal and the Prefect server, as a user without rights. Built in two stages: the second has no build tools.
FROM python:3.12.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY flows flows
COPY dashboard dashboard
COPY dbt_project dbt_project
COPY expectations expectations
COPY docker docker
COPY prefect.yaml ./
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable .

FROM python:3.12.11-slim-bookworm
RUN useradd --create-home --uid 10001 fiscal \
    && install -d -o fiscal -g fiscal /var/lib/fiscal /var/lib/fiscal/published
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH
# By number, so that whoever starts the image can see that it is not root.
USER 10001
ENTRYPOINT ["/app/docker/entry.sh"]
CMD ["run"]
