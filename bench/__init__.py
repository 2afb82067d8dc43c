"""How fast the program is, measured against the obvious way to do the same in the same run; see README.md."""
