"""Replacements of parts of Wagtail. Read all of them again at an upgrade."""
