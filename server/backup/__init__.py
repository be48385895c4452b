"""Copies of a store, and putting one back so that phones bring what it lacks."""
