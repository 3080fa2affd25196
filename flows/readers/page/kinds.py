"""What makes a page a scan, or one with pictures that may show a table: bounds that all formats with pages share."""

# The part of a page that images cover when it is a scan, and the characters a scan may carry as text (a page number, a
# registration stamp). A cover page with a picture behind its title looks the same: it is noted and its title read.
COVERED = 0.5
STAMPED = 40
# Letters drawn as outlines have a dozen curves each: this many on a page without text are more than an ornament.
OUTLINE_CURVES = 400
# The part of a page that an image of a table covers at least; seals and emblems are smaller.
LEAST_TABLE = 0.08
