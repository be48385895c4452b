"""Stores of any size, for measuring: as many teams, doors and volunteers as asked for, through the one write path."""
