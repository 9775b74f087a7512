"""How clauses join: what stands close together, and what a word for how many takes in."""
