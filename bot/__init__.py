"""Janji: a chat assistant for a consulate's passport and visa desk."""
