"""What desks did, written beside the store before it is answered, so that a restore can do again what its copy lacks."""
