"""Consistent reports of invented units: figures (`model`, `drawing`), how they are printed (`style`, `statements`, `evaluations`,
`narrative`), and what a reader must make of them (`truth`)."""
