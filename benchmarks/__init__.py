"""What the product costs, measured."""
