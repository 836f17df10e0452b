"""Subscriptions (订阅): what accounts want to be told of, what has changed of it, and how the news go out."""
