"""What a flow's author sees (step, prompts, text), and the engine."""
