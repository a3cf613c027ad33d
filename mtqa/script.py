"""What is Han, kana, Chinese: told once."""
