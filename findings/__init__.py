"""Facts to the sentence and the blocks of one subject: a page arranges them, a section of a file lists them."""
