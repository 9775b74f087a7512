"""Lists: how items nest, what the words above them say, where they end."""
