import inspect

import pytest

from elman import errors

TREE = {
    "ElmanError": (Exception,),
    "ArgumentError": (errors.ElmanError, ValueError),
    "UnknownNameError": (errors.ArgumentError,),
    "StateError": (errors.ArgumentError,),
    "DataError": (errors.ArgumentError,),
    "ModelFileError": (errors.ArgumentError,),
    "DtypeError": (errors.ElmanError, TypeError),
    "DivergenceError": (errors.ElmanError,),
    "ExportError": (errors.ElmanError,),
    "OutputError": (errors.ElmanError,),
    "RemoteError": (errors.ElmanError, ConnectionError),
    "ElmanWarning": (UserWarning,),
    "MissingExtraError": (errors.ElmanError, ImportError),
}


@pytest.mark.parametrize("name", TREE)
def test_error_is_where_the_docstring_draws_it(name):
    assert getattr(errors, name).__bases__ == TREE[name]
    assert name in errors.__doc__


def test_every_error_is_in_the_tree():
    written = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    assert written == set(TREE)
