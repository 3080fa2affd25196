"""Real layouts with labelled figures: how much of each is published, and what a new place would get on its first day."""
