"""The reader of pages sees what it is there for: one good page, and the same with one disease each."""

import pytest

from tests.pages import problems_of

POLICY = "default-src 'none'; style-src 'sha256-7IWhgxoOGTB5NQzjGk9OPt0FwhVeBvZGoWgF9xLLh8c='"
GOOD = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tra cứu</title>
<script type="application/ld+json">{"@type": "Product"}</script>
</head>
<body>
<main>
<h1>Tra cứu</h1>
<h2>Nhập mã</h2>
<form><label for="code">Mã</label> <input id="code" aria-describedby="hint"> <button>Xem</button></form>
<p id="hint">12 chữ số</p>
<a href="#code"><svg aria-hidden="true"><path d="M0 0"/></svg> Về ô nhập</a>
</main>
</body>
</html>"""


def test_a_good_page_has_no_problem():
    assert problems_of(GOOD, POLICY) == []


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ('<html lang="vi">', "<html>", "lang="),
        ('<html lang="vi">', '<html lang="fr">', "lang="),
        ("<title>Tra cứu</title>", "<title> </title>", "<title>"),
        ("width=device-width, initial-scale=1", "initial-scale=1", "viewport for phones"),
        ("initial-scale=1", "user-scalable=no", "forbids to zoom"),
        ("<main>", "<main></main><main>", "one <main>"),
        ("<h2>", "<h1>Hai</h1><h2>", "2 h1"),
        ("<h1>Tra cứu</h1>", "", "0 h1"),
        ("<h2>Nhập mã</h2>", "<h3>Nhập mã</h3>", "leaves out a level"),
        ("<h2>Nhập mã</h2>", "<h2></h2>", "is empty"),
        ('<p id="hint">', '<p id="code">', "'code' stands 2 times"),
        ('<p id="hint">', "<p>", "'hint', which is not on the page"),
        ('href="#code"', 'href="#other"', "leads nowhere"),
        ('<label for="code">', '<label for="hint">', "has no label"),
        ("<button>Xem</button>", "<button></button>", "has no words"),
        ("<button>Xem</button>", '<button><img src="/x.png"></button>', "has no alt"),
        ('<svg aria-hidden="true">', "<svg>", "neither hidden"),
        ("</head>", "<style>p {}</style></head>", "does not name its hash"),
        ("</head>", "<script>go()</script></head>", "does not name its hash"),
        ('<p id="hint">', '<p id="hint" style="color: red">', "has style="),
        ("<button>", '<button onclick="go()">', "has onclick="),
        ('<p id="hint">', '<p id="hint" class="a" class="b">', "class twice"),
        ("</main>", "", "closes nothing"),
        ("</form>", "</form></div>", "closes nothing"),
    ],
)
def test_a_sick_page_is_told_apart(good, bad, problem):
    assert good in GOOD
    assert any(problem in each for each in problems_of(GOOD.replace(good, bad, 1), POLICY))


def test_a_style_whose_hash_the_policy_names_may_stand_in_the_page():
    page = GOOD.replace("</head>", "<style>p { margin: 0 }</style></head>")
    assert problems_of(page, POLICY) == []


@pytest.mark.parametrize(
    "policy", ["", "default-src 'self'", "default-src 'none'; script-src 'unsafe-inline'"]
)
def test_a_weak_policy_is_a_problem(policy):
    assert problems_of(GOOD, policy) != []
