"""Doors going out: households, visits, coverage and requests as files, and lists of doors for paper.

cells, words and tables say what a row looks like (pure); reach and store read it page by page; csv_file, xlsx_file and geojson write it.
"""
