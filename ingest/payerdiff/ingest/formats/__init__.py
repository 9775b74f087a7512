"""Formats that store their text: HTML, Word, plain text, FDA label XML."""
