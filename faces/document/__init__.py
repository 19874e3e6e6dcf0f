"""Pack and roster to DOCX."""
