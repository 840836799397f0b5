"""Backups, restores and upgrades of an installation."""
