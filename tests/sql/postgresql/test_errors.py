"""Refusals are errors of the database: SQLSTATE, row, field, and a session that goes on."""
from tap import promise

STATE = "(select state from whole)"


@promise
def a_refused_row_is_named_with_its_field(t):
    got = t.db.refuses("""select revops_revenue(day, 'GBP', case when i = 7 then null else i end, null, 0)
                          from (select date '2026-01-01' as day, i from generate_series(0, 9) i) x""",
                       "22023", "revops: invalid: row 7, gross_minor: ")
    assert got.column == "gross_minor" and got.detail == \
        "An argument or row breaks a documented rule.", got


@promise
def a_row_far_behind_the_first_batch_keeps_its_number(t):
    t.db.refuses("""select revops_revenue(date '2026-01-01', 'GBP', case i when 5000 then -1 else i end, null, 0)
                    from generate_series(0, 6000) as i""", "22023", "row 5000, gross_minor")


@promise
def a_column_of_nulls_alone_is_refused_by_row_too(t):
    t.db.refuses("select revops_revenue(date '2026-01-01', 'GBP', null, null, 0)", "22023",
                 "row 0, gross_minor: ")
    t.db.refuses("select revops_revenue(date '2026-01-01', 'GBP', 1, null, null, null)", "22023",
                 "row 0, fee_minor: ")


@promise
def real_numbers_are_no_money(t):
    for gross in ("1.5::float8", "1.5::real", "1.5::numeric", "24.00", "1e30::numeric", "'nan'::float8"):
        t.db.refuses(f"select revops_revenue(date '2026-01-01', 'GBP', {gross})", "22023",
                     "row 0, gross_minor: ")


@promise
def what_does_not_fit_its_unit_is_refused(t):
    kept = "null, null, null"
    for columns, field in (("date 'infinity', 'GBP', 1", "economic_day"),
                           ("'2026-02-30', 'GBP', 1", "economic_day"),
                           ("date '2026-01-01', 'pounds', 1", "currency"),
                           ("date '2026-01-01', 826, 1", "currency"),
                           (f"date '2026-01-01', 'GBP', 1, {kept}, 'gift'", "kind"),
                           (f"date '2026-01-01', 'GBP', 1, {kept}, null, -1", "transaction"),
                           (f"date '2026-01-01', 'GBP', 1, {kept}, null, null, null,"
                            " timestamptz 'infinity'", "effective_ns"),
                           (f"date '2026-01-01', 'GBP', 1, {kept}, null, null, null,"
                            " timestamptz '2400-01-01'", "effective_ns"),
                           ("date '2026-01-01', 'GBP', '\\x01'::bytea", "gross_minor")):
        got = t.db.refuses(f"select revops_revenue({columns})", "22023", f"row 0, {field}: ")
        assert got.column == field, got


@promise
def days_instants_and_truth_are_no_numbers(t):
    kept = "null, " * 6
    for columns, field in (("date '2026-01-01', 'GBP', date '2026-01-01'", "gross_minor"),
                           ("timestamptz '2026-01-01', 'GBP', 1", "economic_day"),
                           ("true, 'GBP', 1", "economic_day"),
                           (f"date '2026-01-01', 'GBP', 1, {kept} date '2026-01-01'", "effective_ns")):
        t.db.refuses(f"select revops_revenue({columns})", "22023", f"row 0, {field}: ")


@promise
def types_whose_text_depends_on_the_session_are_refused(t):
    for value in ("timestamp '2026-01-01'", "interval '1 day'", "array[1]", "'{}'::json"):
        t.db.refuses(f"select revops_revenue({value}, 'GBP', 1)", "42804", "revops: expected")


@promise
def parts_of_an_aggregate_cannot_be_called_by_hand(t):
    t.db.refuses("select revops__revenue_merge_save(revops__revenue_step(null, date '2026-01-01', 'GBP',"
                 " 1, null, 0))", "42883", "revops__revenue_step")


@promise
def too_few_and_too_many_columns_are_refused(t):
    t.db.refuses("select revops_revenue(date '2026-01-01', 'GBP')", "22023", "gross_minor")
    t.db.refuses("select revops_revenue(date '2026-01-01', 'GBP', 1" + ", null" * 15 + ")", "22023",
                 "expected at most 17 columns, got 18")


@promise
def columns_do_not_come_as_an_array(t):
    t.db.refuses("select revops_revenue(variadic array['2026-01-01', 'GBP', '1'])", "0A000",
                 "columns cannot come as one array")


@promise
def an_overflow_names_the_row_of_the_answer(t):
    got = t.db.refuses("""select * from revops_revenue_rows((select revops_revenue(date '2026-01-01',
        'GBP', 9000000000000000000, null, 0) from generate_series(1, 2)))""",
                       "22003", "revops: overflow: row 0, ")
    assert got.detail == "The exact result does not fit its type.", got


@promise
def a_missing_rate_is_no_data(t):
    t.db.refuses(f"select * from revops_revenue_rows({STATE}, '{{\"currency\": \"JPY\"}}')", "02000",
                 "revops: missing: ")
    t.db.refuses("select revops_currency_exponent('QQQ')", "02000", "revops: missing: ")


@promise
def damaged_states_are_told_from_foreign_and_newer_ones(t):
    t.db.refuses(f"select * from revops_revenue_rows(substr({STATE}, 1, 100))", "22P03",
                 "revops: damaged: ")
    t.db.refuses(f"select * from revops_revenue_rows(set_byte({STATE}, 40, 255))", "22P03",
                 "revops: damaged: ")
    t.db.refuses("select * from revops_revenue_rows('')", "22P03", "revops: damaged: ")
    t.db.refuses("select * from revops_revenue_rows((select revops_fx(date '2026-01-01', 'GBP', 'EUR', 1, 1)))",
                 "38000", "revops: mismatch: ")
    t.db.refuses("""select * from revops_revenue_rows((
        select body || substr(sha256(body), 1, 8) from (
            select set_byte(substr(state, 1, length(state) - 8), 13, 9) as body from whole) as x))""",
                 "22P03", "revops: unsupported: ")


@promise
def a_damaged_state_is_refused_by_merge_as_well(t):
    t.db.refuses("select revops_revenue_merge(s) from (select state as s from daily union all "
                 "select 'nonsense') as x", "22P03", "revops: damaged: ")
    t.db.refuses("""select revops_revenue_merge(s) from (select state as s from daily union all select
        revops_revenue_with('{"dimensions": ["customer"]}', date '2026-01-01', 'GBP', 1, null, 0)) x""",
                 "38000", "revops: mismatch: ")


@promise
def one_rate_with_two_values_is_a_duplicate(t):
    t.db.refuses("""select revops_fx(date '2026-01-01', 'GBP', 'EUR', n, 1)
                    from generate_series(1, 2) as n""", "38000", "revops: duplicate: row 1")


@promise
def a_question_that_is_none_is_refused(t):
    for query in ("{", "[]", "42", '{"granularity": }', '{"granularity": "month"} x', '{"colour": 1}',
                  '{"granularity": "fortnight"}', '{"granularity": 1.5}', '{"group_by": "project"}',
                  '{"fill": true, "fill": true}', '{"currency": 826}'):
        t.db.refuses(f"select * from revops_revenue_rows({STATE}, '{query}')", "22023",
                     "revops: invalid: ")
    t.db.refuses("select revops_revenue_with('{\"dimensions\": [\"colour\"]}', date '2026-01-01',"
                 " 'GBP', 1)", "22023", "revops: invalid: dimensions: ")


@promise
def options_are_the_same_in_every_row(t):
    t.db.refuses("""select revops_revenue_with(case i when 7 then '{"pivot": "GBP"}' else '{}' end, day,
        currency, gross, null, fee) from sales""", "22023", "revops: invalid: options: ")
    t.db.refuses("""select revops_revenue_with(case i when 7 then '{}' end, day, currency, gross, null,
        fee) from sales""", "22023", "revops: invalid: options: ")


@promise
def a_session_goes_on_after_a_refusal(t):
    out = t.db.run("""
        begin; savepoint s;
        do $$ begin
            perform revops_revenue(day, currency, gross::float8) from sales;
        exception when invalid_parameter_value then raise notice 'refused: %', sqlerrm; end $$;
        rollback to s;
        select revops_revenue(day, currency, gross, null, fee) is not null from sales; commit""")
    assert "refused: revops: invalid: row 0, gross_minor" in out and out.endswith("t\n"), out


@promise
def a_refused_aggregate_leaves_no_memory_behind(t):
    out = t.db.run("""
        create function fail() returns void language plpgsql as $$ begin
            perform revops_revenue(day, currency, case i when 2900 then null else gross end, null,
                                   fee, null, null, null, null, null, null, null, customer) from sales;
            raise 'not refused';
        exception when invalid_parameter_value then null; end $$;
        create function misread() returns void language plpgsql as $$ begin
            perform * from daily, revops_revenue_rows(state, '{"currency": "JPY"}');
            raise 'not refused';
        exception when sqlstate '02000' then null; end $$;
        create view held as select sum(total_bytes) as bytes from pg_backend_memory_contexts;
        select fail(), misread(), bytes from held limit 1;
        select fail(), misread(), bytes as before from held \\gset
        select count(fail()), count(misread()) from generate_series(1, 50) as i;
        select bytes - :before from held""")
    grown = int(out.split()[-1])
    assert grown < 100000, f"{grown} bytes more"


@promise
def no_memory_is_out_of_memory(t):
    with t.server.another("small", memory=400 << 20) as server:
        out, _ = server.psql("""\\set VERBOSITY verbose
            create extension revops;
            select revops_revenue_with('{"dimensions": ["customer"]}', date '2026-01-01', 'GBP', i, null,
                0, null, null, null, null, null, null, null, i) from generate_series(1, 3000000) i;
            select 'the session goes on';""")
    assert "ERROR:  53200: " in out and "the session goes on" in out, out


@promise
def a_cancel_ends_an_aggregate(t):
    t.db.refuses("""set statement_timeout = '100ms';
        select revops_revenue(date '2026-01-01' + i % 100, 'GBP', i, null, 0, null, null, null, null,
                              null, null, null, i) from generate_series(1, 100000000) as i""",
                 "57014", "canceling statement due to statement timeout")


@promise
def a_cancel_ends_a_call_of_the_library(t):
    t.db.run("""create table wide as select revops_revenue_with('{"dimensions": ["customer"]}',
        date '2026-01-01' + (i % 300)::int, 'GBP', i, null, 0, null, null, null, null, null, null,
        null, i) as state from generate_series(1, 1000000) as i""")
    t.db.refuses("""set statement_timeout = '60ms';
        select count(*) from wide, revops_revenue_rows(state, '{"granularity": "day", "group_by":
            ["customer"]}')""", "57014", "canceling statement due to statement timeout")
    t.db.run("drop table wide")
