"""What stands on a hidden state, whatever cell that is from: the output layer and the loss."""
