"""What stands on the cells: the output layer and the loss."""
