"""The executive page: one sheet for one comparison or one review, as a page, a document or a slide."""
