"""What letters, cases and bookings share (件): what a person hands in and follows by number and password."""
