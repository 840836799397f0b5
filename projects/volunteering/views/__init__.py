"""HTTP for volunteers and for the account of contributions, one module for each concern."""
