"""`make bench`: measures the portal on both databases; one line a figure, all of them in bench.json."""
