"""What people do with a library: a log of their actions, their tokens, and the corrections that they write."""
