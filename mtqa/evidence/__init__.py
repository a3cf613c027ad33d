"""The evidence for and against a doubt: fluency, back-translation, rivals of a word, translationese."""
