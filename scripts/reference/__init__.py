"""Pages of the documentation's reference, each made from what it describes."""
