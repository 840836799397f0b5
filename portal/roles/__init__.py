"""Who may do what: the groups that come with the portal, declared once for every app."""
