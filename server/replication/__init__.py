"""Push, pull, and the one write path: everything that changes a household goes through `write_commands`."""
