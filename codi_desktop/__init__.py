"""Offline-first workbook of a Thai tambon community organisation council."""

__version__ = "0.1.0"
