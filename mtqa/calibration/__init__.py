"""What native text looks like in figures, and the false alarms that each rule raises on it."""
