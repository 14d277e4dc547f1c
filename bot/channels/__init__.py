"""Channels: each turns what comes from outside into events, and prompts into its own buttons and lists."""
