"""Cases (办件): what somebody applies for at an office, and follows by number and password or in public lists."""
