"""Generated reports, some with one known contradiction: how many the rules find, and whether they are silent on the others."""
