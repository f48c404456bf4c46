"""Units, users, their roles, and signing in."""
