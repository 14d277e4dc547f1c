"""The only place with SQL: tables, queries, migrations, encrypted columns and files."""
