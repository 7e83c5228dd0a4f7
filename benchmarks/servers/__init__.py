"""The servers to compare with: each serves the same data, each in its own way, none knows the product's code."""
