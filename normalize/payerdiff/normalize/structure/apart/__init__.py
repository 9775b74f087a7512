"""What stands on the pages of a policy and asks nothing of any patient."""
