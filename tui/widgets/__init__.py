"""The widgets of the reader screen."""
