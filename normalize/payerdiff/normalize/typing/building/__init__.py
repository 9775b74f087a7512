"""What the rules of the grammar make of the tokens that they match."""
