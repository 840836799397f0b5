"""What replaces parts of Wagtail: read all of it again at an upgrade."""
