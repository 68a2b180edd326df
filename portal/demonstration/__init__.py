"""A house full of believable people, made by calling the deeds at past days."""
