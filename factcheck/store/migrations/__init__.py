"""The migrations, a package so that they ship with the code.

A new revision is a module in ``versions``, named after its number and subject, that follows the last one; a test
compares what the migrations make with what the tables say.
"""
