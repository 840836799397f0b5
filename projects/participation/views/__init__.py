"""HTTP for participation, one module for each concept.

A form answered without JavaScript redirects to the page; to htmx, it answers the part of the page that
changed, from the template that the page includes. A refused form shows the whole page again, with what
was typed and the reason beside it. Every address that only accepts a form also answers a plain visit,
because signing in again after an expired session leads there.
"""
