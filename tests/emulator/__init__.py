"""The emulator's own strictness, through both of its doors."""
