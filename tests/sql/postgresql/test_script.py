"""The script, the control file, and how the extension moves in and out."""
import tempfile

from tap import promise


@promise
def the_script_in_the_tree_is_what_the_catalogue_says(t):
    assert t.kept.read_text() == t.script.read_text(), \
        "run ninja -C build postgresql-script-keep, and tell the change in the changelog"


@promise
def every_function_is_immutable_and_parallel_safe(t):
    rows = t.db.rows("""select proname from pg_proc where proname like 'revops%'
                        and (proparallel <> 's' or prokind <> 'a' and provolatile <> 'i')""")
    assert rows == [], rows


@promise
def an_owner_of_a_database_may_create_it(t):
    t.db.run("create role owner login; create database owned owner owner")
    out, code = t.server.psql("set role owner; create extension revops;"
                              " select revops_key('x') > 0", "owned", "-v", "ON_ERROR_STOP=1")
    assert code == 0 and out.strip() == "t", out


@promise
def it_lives_in_any_schema_and_leaves_nothing(t):
    out, code = t.server.psql("""
        create database moved; \\c moved
        create schema revenue; create extension revops schema revenue;
        create table states as select revenue.revops_revenue(date '2026-01-01', 'GBP', 1, null, 0) as s;
        alter extension revops set schema public;
        select r.count from states, revops_revenue_rows(s) as r;
        drop extension revops;
        select count(*) from pg_proc where proname like 'revops%'""", "postgres",
                              "-v", "ON_ERROR_STOP=1")
    assert code == 0 and out.split() == ["1", "0"], out


@promise
def everything_says_what_it_is_for(t):
    rows = t.db.rows("""select proname from pg_proc p where proname ~ '^revops_[^_]'
                        and obj_description(oid, 'pg_proc') is null""")
    assert rows == [], rows


@promise
def a_server_starts_where_its_user_cannot_enter_and_where_paths_are_long(t):
    with tempfile.TemporaryDirectory() as closed:  # entered by its owner only
        with t.server.another(f"{closed}/{'long' * 30}/server") as server:
            out, code = server.psql("create extension revops; select revops_version()")
            assert code == 0 and out == t.db.value("select revops_version()") + "\n", out
        left = [path for path in (server.folder, server.socket) if path.exists()]
        assert left == [], left
