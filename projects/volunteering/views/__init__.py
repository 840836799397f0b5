"""Views for volunteers and for contributions, one module for each subject."""
