"""Work beside the requests: tasks, their lanes and workers."""
