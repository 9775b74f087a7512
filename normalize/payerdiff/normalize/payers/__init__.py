"""One file a template family; the folder is the register."""
