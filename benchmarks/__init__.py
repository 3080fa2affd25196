"""Programs that measure the project on files they make themselves; no part of what is installed."""
