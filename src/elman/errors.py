"""Every error elman raises on purpose.

ElmanError
├── ArgumentError (ValueError)     a value breaks a rule
│   ├── UnknownNameError           a name is not in its registry
│   ├── StateError                 a state belongs to another network or another batch
│   ├── DataError                  a file or a table cannot be used as it is
│   └── ModelFileError             a model file cannot be used
├── DtypeError (TypeError)         an array has the wrong type; nothing is converted behind your back
├── ExportError                    an exported file does not agree with its model
├── DivergenceError                training left the finite numbers
├── RemoteError (ConnectionError)  a server cannot be reached
├── OutputError                    what a command prints cannot be written
└── MissingExtraError (ImportError) an optional dependency is not installed

ElmanWarning (UserWarning)         a score is good for a bad reason: a caution of a fit

Messages follow one form: `<argument> must <rule>, got <value>. <what to do>`.
"""


class ElmanError(Exception):
    """Root of every error that elman raises on purpose."""


class ArgumentError(ElmanError, ValueError):
    """A value breaks a rule."""


class UnknownNameError(ArgumentError):
    """A name is not in its registry."""


class StateError(ArgumentError):
    """A state belongs to another network or to another batch."""


class DataError(ArgumentError):
    """A file or a table cannot be used as it is."""


class ModelFileError(ArgumentError):
    """A model file is missing, damaged, or of another version."""


class DtypeError(ElmanError, TypeError):
    """An array has the wrong type or memory layout."""


class DivergenceError(ElmanError):
    """Training left the finite numbers."""


class RemoteError(ElmanError, ConnectionError):
    """A server cannot be reached."""


class OutputError(ElmanError):
    """What a command prints cannot be written."""


class ExportError(ElmanError):
    """An exported file does not agree with its model."""


class MissingExtraError(ElmanError, ImportError):
    """An optional dependency is not installed."""


class ElmanWarning(UserWarning):
    """A caution about a fit: its score may be good for a bad reason.

    Choices are no warnings: they go to the logger `elman`.
    """
