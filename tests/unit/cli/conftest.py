from tests.unit.model.conftest import model  # noqa: F401
