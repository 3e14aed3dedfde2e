"""Answering prompts with a language model."""
