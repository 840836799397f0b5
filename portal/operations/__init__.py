"""What administrators see of the work beside the requests: tasks, what is wrong with them, who is told."""
