"""Demonstration data: a seeded generator of export files, taken in by the door that all files use."""
