"""How the database came to its present shape: numbered files, applied in order by `runner`."""
