"""The commands: what a user can do, as data by area, and the registry that everything reads."""
