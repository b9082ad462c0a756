from tests.services.conftest import store as store  # noqa: PLC0414  the same tambon as in the tests of services
