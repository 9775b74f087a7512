"""The library of documents: where they lie and which of them speak of a subject."""
