"""What lies on top of a PDF's pages: annotations and the values of form fields."""
