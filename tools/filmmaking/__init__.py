"""Making of the demonstration films, by hand. The portal never imports this package."""
