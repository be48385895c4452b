"""What becomes of each kind of command: one module a kind of thing, each function Case → Ruling."""
