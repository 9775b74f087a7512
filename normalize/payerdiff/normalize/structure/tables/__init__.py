"""Tables beside criteria that ask for nothing."""
