"""Measured figures of the product: each module here yields its own, `python -m benchmarks` prints them."""
