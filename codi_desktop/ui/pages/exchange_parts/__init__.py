"""The parts of the exchange page."""
