"""Tools that developers run by hand. The portal imports nothing from here."""
