"""The documents that are made from the tables of the code: what is decided, and what leads where."""
