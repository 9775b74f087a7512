"""List items → criteria trees."""
