"""Published versions: the self-contained file, its content hash, the folder of versions and the switch between them."""
