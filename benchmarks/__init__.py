"""Side by side: Janji, what the machine can do at all, and another bot. `make bench`."""
