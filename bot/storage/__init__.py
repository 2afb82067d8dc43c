"""The only SQL: rows in, the rules' frozen dataclasses out."""
