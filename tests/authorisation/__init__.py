"""Who may open what: every address of the portal, for each role and method, against a reviewed table."""
