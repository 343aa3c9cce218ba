"""Sidemark's library: articles, annotations, and how they are kept; it needs no screen."""

__version__ = "0.1.0"
