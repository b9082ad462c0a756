"""Thai as officials write it: dates, money, names, addresses, dictionary order and line breaks. Pure functions."""
