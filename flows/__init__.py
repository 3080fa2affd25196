"""From report files to gated, published marts. See docs/architecture.md for the map of this package."""
