"""Pages of report files drawn as images, so that a figure can be shown where it is printed."""
