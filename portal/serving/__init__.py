"""The web server of an installation: its size, and how it listens."""
