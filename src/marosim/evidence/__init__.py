"""How far the model can be believed: scores, labels and composition, from plain tables."""
