"""What waits for a person: the list, and what a leader or coordinator does about it."""
