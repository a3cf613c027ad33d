"""The HTML page: the report as the page shows it (`view`, `prose`, `suspicion`), and the templates that draw it."""
