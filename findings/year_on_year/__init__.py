"""同比指标: which indicators moved, is it real, and where does the change come from? Made once for page and file."""
