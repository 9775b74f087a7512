"""Document → Policy: the only room that knows payers."""
