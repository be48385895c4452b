"""Rolls coming in: a file of doors becomes households, through the one write path.

rows, columns, address, cells and lines read a file (pure; rows runs in a process with limits where the file is somebody's);
three_way decides what is written; places, store, importer and undo write; command is `doorstep import`.
"""
