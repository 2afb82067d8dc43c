"""The demonstration: the emulator, the real bot and a messenger-like page where a visitor can be any resident."""
