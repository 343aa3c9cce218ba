"""What lies between a file that is read and the store: which article, where in it, what is new."""
