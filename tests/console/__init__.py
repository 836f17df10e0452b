"""What staff see: the sign-in, the pages of the console, and who is turned away from them."""
