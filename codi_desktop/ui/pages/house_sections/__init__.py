"""The parts of the page of one house, one file each."""
