"""What speaks for a doubt and against it: fluency, back-translation, rivals of a word, translationese."""
