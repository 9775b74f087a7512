"""What payerdiff writes: files whole or not at all, and folders that go with the process that made them."""
