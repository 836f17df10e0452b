"""The catalogue: items (事项), offerings, departments and halls, as workers hold them in memory and pages show them."""
