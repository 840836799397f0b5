"""The kinds of notification: one module for each concept, one registration for each kind.

Order counts: an agent whom one event concerns in several ways is notified once, by the last registered kind.
"""
