"""The groups that come with the portal and their rights, declared once for every app."""
