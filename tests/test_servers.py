"""The servers that other tests stand on are there, empty, and real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.servers import PostgresServer


def test_each_test_finds_an_empty_database_that_keeps_what_is_written(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (name TEXT)"))
        connection.execute(text("INSERT INTO kept VALUES ('Siti')"))
    engine.dispose()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT name FROM kept")) == "Siti"
    engine.dispose()


def test_the_postgresql_of_the_tests_is_a_real_one(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert str(connection.scalar(text("SELECT version()"))).startswith("PostgreSQL 1")
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
    engine.dispose()


def test_a_database_is_dropped_though_a_test_left_a_connection_open(postgres_server: PostgresServer) -> None:
    name = postgres_server.create_database()
    engine = create_engine(postgres_server.url(name))
    connection = engine.connect()
    connection.execute(text("SELECT 1"))

    postgres_server.drop_database(name)

    other = create_engine(postgres_server.url("postgres"))
    with other.connect() as elsewhere:
        assert elsewhere.scalar(text("SELECT count(*) FROM pg_database WHERE datname = :n"), {"n": name}) == 0
    connection.invalidate()
    engine.dispose()
    other.dispose()


def test_the_browser_lays_out_a_page(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content("<button style='width: 50%'>Setuju</button>")
    box = page.get_by_role("button", name="Setuju").bounding_box()
    page.close()
    assert box is not None
    assert 180 < box["width"] < 200
