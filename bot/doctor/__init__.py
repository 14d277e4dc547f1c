"""`janji doctor`: what is well and what isn't, looked at from outside of the running program."""
