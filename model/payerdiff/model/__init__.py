"""The contract that all rooms share: what is said of a policy, of several, of two versions, and of a patient."""
