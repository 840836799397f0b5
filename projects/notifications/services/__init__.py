"""Services of notifications. Each is one transaction; doing it twice changes nothing more."""
