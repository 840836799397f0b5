"""Work beside the requests: the scheduler."""
