"""What each block of a document is, before anything is known about its payer."""
