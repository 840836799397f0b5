"""How the demonstration films are made, by hand; the portal never imports this package."""
