"""Rolls coming in: a file of doors becomes households, through the one write path. README.md says which file does what."""
