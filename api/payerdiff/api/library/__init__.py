"""What a library remembers, as functions: its store, versions, digest, searches, questions and watched sources."""
