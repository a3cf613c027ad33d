"""The HTML page: how a report is seen (`view`, `marks`, `suspicion`) and the templates that draw it."""
