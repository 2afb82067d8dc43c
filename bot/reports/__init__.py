"""Facts in, bytes out: tables, PDFs, charts. A report never recounts what a rule has counted."""
