"""Quality estimation: how good a translation is, predicted from a language model's states of it and its source."""
