"""What developers run by hand; the portal imports nothing from here."""
