"""What the server costs, against a floor measured in the same run. README.md says how to read it."""
