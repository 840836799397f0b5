"""French analysis: one way to fold, stem and match words."""
