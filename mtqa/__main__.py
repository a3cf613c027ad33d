"""`python -m mtqa` is the `mtqa` command."""

from mtqa.cli import main

if __name__ == "__main__":
    main()
