"""Broker and processes on one machine: for the demo, development and end-to-end tests. Starts everything by its name."""
