"""A county's own files: read, recognised, matched and checked, and shown before they enter the warehouse."""
