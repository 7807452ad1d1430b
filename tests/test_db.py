"""How the file of an SQLite registry is opened: the one that is there, under any name, and no other."""

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from ocop_verify.db import create_missing, engine_options, prepare


def engine_for(url):
    engine = create_engine(url, **engine_options(str(url)))
    prepare(engine)
    return engine


def write(engine, number):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS t (n)"))
        connection.execute(text(f"INSERT INTO t VALUES ({number})"))


def numbers(engine):
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT n FROM t")))


@pytest.fixture
def registry(tmp_path):
    """A registry with one number in it, and the connection that wrote it still open."""
    engine = made(tmp_path / "registry.sqlite3", 1)
    yield engine
    engine.dispose()


def made(path, number):
    engine = engine_for(URL.create("sqlite", database=str(path)))
    create_missing(engine.url)
    write(engine, number)
    return engine


def test_no_file_is_made_where_there_is_none(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/registry.sqlite3")
    with pytest.raises(OperationalError):
        engine.connect()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b#c", "a?mode=ro", "a%20b", "sổ đăng ký", "file:a"])
def test_any_name_is_that_of_its_own_file(tmp_path, name):
    engine = made(tmp_path / name, 1)
    engine.dispose()
    write(engine, 2)
    assert numbers(engine) == [1, 2]
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_registry_in_memory_has_no_file(tmp_path, monkeypatch, url):
    monkeypatch.chdir(tmp_path)
    engine = engine_for(url)
    create_missing(make_url(url))
    write(engine, 1)
    assert list(tmp_path.iterdir()) == []
    engine.dispose()


def test_a_file_that_was_moved_is_written_no_more(registry, tmp_path):
    path = tmp_path / "registry.sqlite3"
    path.rename(tmp_path / "moved")
    with pytest.raises(OperationalError):
        write(registry, 2)
    (tmp_path / "moved").rename(path)
    write(registry, 3)
    assert numbers(registry) == [1, 3]


def test_a_file_that_was_replaced_is_the_one_that_is_read(registry, tmp_path):
    replace(tmp_path)
    assert numbers(registry) == [7]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_file_that_is_replaced_while_it_is_opened_is_found_out(registry, tmp_path, monkeypatch, moment):
    registry.dispose()
    connect, opened = registry.dialect.connect, []

    def replaced_meanwhile(*arguments, **parameters):
        if not opened and moment == "before":
            replace(tmp_path)
        opened.append(connect(*arguments, **parameters))
        if len(opened) == 1 and moment == "after":
            replace(tmp_path)
        return opened[-1]

    monkeypatch.setattr(registry.dialect, "connect", replaced_meanwhile)
    assert numbers(registry) == [7]


def replace(folder):
    """Put another registry in the place of the first, as one restores a copy: without what lay beside it."""
    made(folder / "other", 7).dispose()
    for side in folder.glob("registry.sqlite3-*"):
        side.unlink()
    (folder / "other").replace(folder / "registry.sqlite3")
