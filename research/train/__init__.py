"""Training of the weights in models/."""
