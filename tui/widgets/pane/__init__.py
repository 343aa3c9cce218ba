"""The pane: one article, its caret and its marks, painted row by row."""
