"""How a block is drawn: on screen, slide, picture, document, workbook, in a calendar."""
