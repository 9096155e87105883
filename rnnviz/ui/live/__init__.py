"""Pictures that follow a hand: asked for by the browser itself, beside the runs of the script."""
