"""The steps of each conversation, a file a capability."""
