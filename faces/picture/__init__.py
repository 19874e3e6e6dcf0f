"""Slides as SVG, and the PDF made of them."""
