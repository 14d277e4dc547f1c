"""Notices for whoever is not in a chat: they tell, and nothing can be answered there."""
