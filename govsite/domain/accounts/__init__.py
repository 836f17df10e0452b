"""Citizens and their accounts (用户): registration, sign-in, real name, their own space."""
