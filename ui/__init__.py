"""What pages share: tokens, stylesheet, components; filters, cached reads, messages."""
