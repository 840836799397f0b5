"""What moderators, the committee and editors see in the administration, one module for each concept."""
