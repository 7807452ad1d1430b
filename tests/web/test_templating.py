"""Templates behave as Jinja's own, without the checks that ours do not need."""

import pytest
from flask import Flask
from jinja2 import DictLoader

from ocop_verify.web import templating


@pytest.fixture
def render():
    """Renders a template beside a file of macros."""
    app = Flask("templating")
    templating.init_app(app)
    app.jinja_env.globals["shout"] = lambda text, mark="!": text.upper() + mark

    def rendered(source, **values):
        macros = (
            "{% macro told(text, end='.') %}<b>{{ text }}</b>{{ end }}{{ caller() if caller }}{% endmacro %}"
        )
        app.jinja_env.loader = DictLoader({"page.html": source, "macros.html": macros})
        return app.jinja_env.get_template("page.html").render(values)

    return rendered


IMPORT = '{% from "macros.html" import told %}'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ shout(a) }}{{ shout(a, mark='?') }}", "&lt;X&gt;!&lt;X&gt;?"),
        (IMPORT + "{{ told(a) }}", "<b>&lt;x&gt;</b>."),
        (IMPORT + "{{ told(a, end='') }}", "<b>&lt;x&gt;</b>"),
        (IMPORT + "{% call told(a) %}inside{% endcall %}", "<b>&lt;x&gt;</b>.inside"),
        (IMPORT + "{% for i in [1, 2] %}{{ told(i, loop.index) }}{% endfor %}", "<b>1</b>1<b>2</b>2"),
        ("{% block body %}{{ shout(a) }}{% endblock %}", "&lt;X&gt;!"),
        ("{{ range(3)|list }}{{ dict(a=1).a }}", "[0, 1, 2]1"),
        ("{{ missing }}", ""),
    ],
)
def test_calls_macros_loops_and_escaping_work_as_usual(render, source, expected):
    assert render(source, a="<x>") == expected


def test_macros_are_made_once_for_all_pages(client, app):
    client.get("/")
    module = app.jinja_env.get_template("components/shapes.html").module
    client.get("/about")
    assert app.jinja_env.get_template("components/shapes.html").module is module
