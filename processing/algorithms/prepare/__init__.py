"""Algorithms that turn what is published into what can be measured."""
