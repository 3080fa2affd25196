"""What formats with pages share: characters and drawn lines at positions become lines of text and tables."""
