"""What is drawn of a room, and how a visit takes part in one."""
