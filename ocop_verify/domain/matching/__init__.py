"""Names and claims as people write them, and what they have in common with what is certified."""
