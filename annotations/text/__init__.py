"""Where the units of a text lie: clusters, words, sentences, quotations, dates, paragraphs.

Every function takes the canonical text (LF line ends) and offsets in code points with
`0 <= offset <= len(text)`, and answers with half-open spans of the same text.
"""
