"""What knows no noun of the trade; each module serves two or more of them."""
