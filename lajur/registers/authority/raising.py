"""Raising the border in the database: the role, the policies, what it costs. Done after every `migrate`, and safe to
repeat, so that a table is never without it."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connections, transaction
from django.db.utils import DatabaseError
from psycopg import sql

from lajur.postgres.server import own_cluster
from lajur.registers.authority.border import DOOR

LEAKPROOF = ("ts_match_vq(tsvector, tsquery)", "arrayoverlap(anyarray, anyarray)", "arraycontains(anyarray, anyarray)")
"""Behind a policy PostgreSQL uses an index only for comparisons that are known to tell nothing about rows they refuse.
These do tell nothing (they raise no error about values), but PostgreSQL does not say so for every type of array. Only a
superuser may; without it, searching and tasks given by name read more rows than they need."""

POLICY = (
    "agency_id = (SELECT nullif(current_setting('lajur.agency', true), '')::uuid)"
    " OR (SELECT current_setting('lajur.everywhere', true) = 'on')"
)
"""Sub-selects, so that the settings are read once per statement and not once per row."""
COMMON = f"agency_id IS NULL OR {POLICY}"
"""Of tables that also hold what is everybody's (national holidays, shipped tables): all read that, none changes it."""

_TABLES = """
SELECT c.relname, c.relrowsecurity AND EXISTS (
    SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'border' AND p.polcmd = '*' AND p.polpermissive)
    AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname <> 'border')
    AND has_table_privilege(%(door)s, c.oid, 'SELECT') AND has_table_privilege(%(door)s, c.oid, 'INSERT')
    AND has_table_privilege(%(door)s, c.oid, 'UPDATE') AND has_table_privilege(%(door)s, c.oid, 'DELETE')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname
"""

# Who is signed in is asked before the agency is known. The function finds it out and tells the server in one go; it
# tells the caller no more than the agency's id. It runs as the tables' owner.
_ENTER = """
CREATE OR REPLACE FUNCTION border_enter(person uuid) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found uuid;
BEGIN
    SELECT p.agency_id INTO found FROM {schema}.organisation_person p WHERE p.id = person;
    IF found IS NOT NULL THEN
        PERFORM pg_catalog.set_config('lajur.agency', found::text, false);
        PERFORM pg_catalog.set_config('lajur.everywhere', '', false);
    END IF;
    RETURN found;
END $$
"""
# PostgreSQL tells a role only about its own sessions: these are the owner's.
_ACTIVITY = """
CREATE OR REPLACE FUNCTION border_activity() RETURNS TABLE (pid int, xact_start timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT a.pid, a.xact_start FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database()
$$
"""
_GRANTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {door}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {door}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {door}",
)


def raise_border() -> None:
    """Make the role if this account may, and policies for every table with an agency."""
    connection: Any = connections["default"]
    name, user = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    if own := own_cluster():
        with psycopg.connect(own.url(database=name, user="postgres"), autocommit=True) as superuser:
            for statement in _by_superuser(user):
                superuser.execute(statement)
    else:
        for statement in _by_superuser(user):
            _try(statement)
    with transaction.atomic(), connection.cursor() as cursor:
        schema = _one("SELECT current_schema()")
        names = {"schema": sql.Identifier(schema), "door": sql.Identifier(DOOR)}
        cursor.execute(sql.SQL(_ENTER).format(**names))
        cursor.execute(_ACTIVITY)
        shared = set(_names(shared=True))
        for table in tables_with_agency():
            place = sql.Identifier(schema, table)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(place))
            cursor.execute(sql.SQL("DROP POLICY IF EXISTS border ON {}").format(place))
            seen = COMMON if table in shared else POLICY
            policy = f"CREATE POLICY border ON {{}} USING ({seen}) WITH CHECK ({POLICY})"
            cursor.execute(sql.SQL(policy).format(place))
        if has_role():
            for grant in _GRANTS:
                cursor.execute(sql.SQL(grant).format(**names))


def _by_superuser(user: str) -> list[sql.Composed]:
    door, owner = sql.Identifier(DOOR), sql.Identifier(user)
    made = sql.SQL(
        "DO $$ BEGIN CREATE ROLE {} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    marked = [sql.SQL("ALTER FUNCTION pg_catalog." + name + " LEAKPROOF").format() for name in LEAKPROOF]
    return [made.format(door), sql.SQL("GRANT {} TO {}").format(door, owner), *marked]


def _try(statement: sql.Composed) -> None:
    """What the account may not do is left to the administrator of the office's server (docs/operate.md)."""
    try:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        pass


def tables_with_agency() -> dict[str, bool]:
    """Every table with a column `agency_id`, and whether its policy stands and the door's role reaches it."""
    if not has_role():
        return dict.fromkeys(_names(), False)
    with connections["default"].cursor() as cursor:
        cursor.execute(_TABLES, {"door": DOOR})
        return dict(cursor.fetchall())


def _names(*, shared: bool = False) -> list[str]:
    """Tables with a column for the agency; `shared`: those whose rows may belong to none."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'agency_id'"
            " AND table_schema = current_schema() AND (is_nullable = 'YES' OR NOT %s) ORDER BY 1",
            [shared],
        )
        return [name for (name,) in cursor.fetchall()]


def has_role() -> bool:
    return bool(_one("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", DOOR))


def is_fast() -> bool:
    """Whether the comparisons of `LEAKPROOF` are marked so."""
    return bool(_one("SELECT bool_and(proleakproof) FROM pg_proc WHERE oid = ANY(%s::regprocedure[])", list(LEAKPROOF)))


def stands() -> bool:
    """Whether nothing is left to raise."""
    return has_role() and all(tables_with_agency().values())


def _one(statement: str, *values: Any) -> Any:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
