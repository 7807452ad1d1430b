"""The ground: the rules of OCOP as plain Python.

No Flask, no database, no clock, no files. Everything that a rule needs is passed in.
"""
