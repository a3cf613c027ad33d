"""Quality estimation, English to Chinese (models/qe-en-zh): data, training and figures."""
