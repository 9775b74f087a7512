"""Headlines: what is most consequential in a comparison; rules find facts, and the facts are worded."""
