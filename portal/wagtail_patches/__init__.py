"""Replacements of parts of Wagtail, Django and taggit. Read all of them again at an upgrade."""
