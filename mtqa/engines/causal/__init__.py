"""The causal language model: its network, and the models that read its states."""
