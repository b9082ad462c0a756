"""What machines say to each other: changes, how they add up, who may be believed, the sealed file they travel in."""
