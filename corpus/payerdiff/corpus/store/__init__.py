"""What a library remembers: documents by their content, what was read in them, and results that rest on that. Everything in it can be made again from the documents but for when each was seen."""
