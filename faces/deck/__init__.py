"""Pack to PPTX: native charts, tables and maps."""
