"""Louyuan (楼院): residents decide how their old compound is renovated, by chat and on paper."""

__version__ = "0.1.0"
