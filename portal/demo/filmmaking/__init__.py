"""How the demonstration films are made: drawing, cast, sets, sound, captions, shooting.

Only `portal.demo.make_films` uses this package, by hand, and the portal never imports it at run time.
"""
