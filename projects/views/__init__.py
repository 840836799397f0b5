"""What lead persons and facilitators do on the site, outside the editors' screens."""
