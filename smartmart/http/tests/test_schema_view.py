from unittest import mock

from smartmart.http.docs import SchemaView


def test_it_is_built_once_for_each_format_whatever_the_language(api, monkeypatch):
    monkeypatch.setattr(SchemaView, "kept", {})
    with mock.patch.object(
        SchemaView,
        "_get_schema_response",
        autospec=True,
        side_effect=SchemaView._get_schema_response,
    ) as built:
        first = api.get("/schema/", HTTP_ACCEPT_LANGUAGE="en")
        again = api.get("/schema/?lang=es", HTTP_ACCEPT_LANGUAGE="es")
        strange = api.get("/schema/?lang=xx", HTTP_ACCEPT_LANGUAGE="en")
        yaml = api.get("/schema/", HTTP_ACCEPT="application/yaml", HTTP_ACCEPT_LANGUAGE="en")
    assert built.call_count == 2
    assert first.content == again.content == strange.content
    assert first.json()["openapi"].startswith("3.")
    assert yaml.content.startswith(b"openapi: 3.")
    assert yaml.headers["Content-Type"] == "application/yaml; charset=utf-8"
