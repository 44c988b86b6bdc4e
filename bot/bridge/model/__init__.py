"""The language model: it reads and proposes; code prices, and a person's tap carries out."""
