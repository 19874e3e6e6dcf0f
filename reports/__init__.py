"""A review meeting's files from the figures on the screen: deck, brief, bulletin, workbook, PDF. Frames in, bytes out.

records    what a pack holds: choice, slides, blocks, paragraphs       readings   where the frames come from
sections/  one module a section: 总览, 覆盖, 同比, 举措 …                 pack       make_pack: choice + frames → Pack
deck       Pack → PPTX         brief  Pack → DOCX (brief, bulletin)    workbook   Pack → XLSX
picture    slide → SVG         pdf    Pack → PDF through Chromium      seal       stamp, digest, verify
"""
