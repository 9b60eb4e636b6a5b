"""What can be wrong with a file; every message says what was found and what to do."""


class ResultsError(Exception):
    """A file, or a part of it, that these functions cannot read. All errors below are of this kind."""


class NotResultsError(ResultsError):
    """The file is no results file of nephoscope, or is one of another kind (a sweep instead of runs, or the reverse)."""


class OtherVersionError(ResultsError):
    """The file has another format_version than this package reads."""


class DamagedFileError(ResultsError):
    """The file was cut short or lacks what every results file has."""


class NotRecordedError(ResultsError, KeyError):
    """The file is sound but does not hold what was asked for: a variable, a scenario, a month."""

    def __str__(self) -> str:
        return str(self.args[0])
