"""What pages share: tokens, stylesheet, components; filters, kept reads, messages."""
