"""Figures of native text for each model, and the false alarms of each rule on native text."""
