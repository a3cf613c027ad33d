"""The causal language model: its network, and what is made of its states."""
