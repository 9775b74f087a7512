"""What criteria and terms hold for, by where they stand: the headings above them say of which section, and of which product."""
