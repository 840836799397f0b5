"""What agents are told: one module for each concept, one registration for each kind.

Order counts: whoever one fact concerns in several ways is told once, by the last kind registered.
"""
