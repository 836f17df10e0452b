"""Legal persons (法人用户): registration, sign-in, and who acts for them."""
