"""bytes → Document: knows formats, knows no payer."""
