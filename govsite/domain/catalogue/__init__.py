"""Items, offerings, departments, halls: what a worker holds in memory of them, and what pages ask of it."""
