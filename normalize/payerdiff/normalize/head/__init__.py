"""What the head of a document of no known template says: who pays, for whom, and the document's number, title and dates."""
