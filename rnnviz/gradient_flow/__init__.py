"""What the gradient does on its way back through time, and whether it is right."""
