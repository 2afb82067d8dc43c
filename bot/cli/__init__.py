"""The ``louyuan`` command line: each command loads the configuration, does one action or report, and prints."""
