"""Sidemark's terminal: what a person sees, and the command line."""
