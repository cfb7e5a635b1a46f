"""Aggregates make states, table functions read them, scalars are pure."""
from tap import promise


@promise
def rows_of_a_state_are_the_sums_of_its_sales(t):
    ours = t.db.rows("""
        select from_day, currency, project, count, gross_minor, fee_minor, net_minor
        from whole, revops_revenue_rows(state, '{"granularity": "day", "group_by": ["project"]}')
        order by 1, 2, 3""")
    theirs = t.db.rows("""
        select day, currency, project, count(*), sum(gross), sum(fee), sum(gross - fee)
        from sales group by 1, 2, 3 order by 1, 2, 3""")
    assert len(ours) > 100 and ours == theirs


@promise
def rows_come_in_the_documented_order(t):
    t.db.holds("""array_agg((from_day, currency collate "C", project)) =
                  array_agg((from_day, currency collate "C", project)
                            order by from_day, currency collate "C", project)
        from whole, revops_revenue_rows(state, '{"granularity": "day", "group_by": ["project"]}')""")


@promise
def neither_order_nor_split_of_rows_changes_a_byte(t):
    t.db.holds("""(select revops_revenue(day, currency, gross, null, fee, null, null, null, null,
                                         null, null, null, customer, product, project
                                         order by md5(i::text)) from sales) = state from whole""")


@promise
def stored_states_merge_into_the_whole(t):
    t.db.run("create table stored as select * from daily")
    t.db.holds("(select revops_revenue_merge(state) from stored) = state from whole")
    t.db.holds("(select count(distinct length(state)) > 0 from stored)")


@promise
def a_feed_of_its_own_merges_with_the_others(t):
    rows = t.db.rows("""
        select spend_minor, profit_minor from revops_revenue_profit_rows((
            select revops_revenue_merge(state) from (
                select revops_revenue(date '2026-03-01', 'GBP', 1000, null, 100) as state
                union all select revops_revenue_spend(date '2026-03-01', 'GBP', 250)) as feeds))""")
    assert rows == [("250", "650")], rows


@promise
def a_ratio_is_two_columns_and_null_when_undefined(t):
    rows = t.db.rows("""
        select roas_num, roas_den from revops_revenue_profit_rows(
            (select revops_revenue_merge(s) from (
                select revops_revenue(date '2026-03-01', 'GBP', 1000, null, 100) as s union all
                select revops_revenue_spend(date '2026-03-01', 'GBP', 270)) as x))
        union all select roas_num, roas_den from revops_revenue_profit_rows(
            (select revops_revenue(date '2026-03-01', 'GBP', 1000, null, 100)))""")
    assert rows == [("10", "3"), ("", "")], rows


@promise
def a_table_function_may_stand_in_the_list_of_columns(t):
    t.db.holds("""(select sum((r).count) from (select revops_revenue_rows(state) as r from daily) x)
                  = 3000""")


@promise
def no_rows_give_no_state_and_no_state_gives_no_rows(t):
    t.db.holds("revops_revenue(day, currency, gross, null, fee) is null from sales where false")
    t.db.holds("count(*) = 0 from revops_revenue_rows(null)")
    t.db.holds("revops_names(null) is null and revops_names('a') is not null")
    t.db.holds("revops_revenue_merge(state) is null from (values (null::bytea)) as x (state)")
    t.db.holds("""revops_revenue_merge(s) = (select state from whole)
                  from (select state as s from daily union all select null) as x""")


@promise
def options_come_as_json_before_the_columns(t):
    t.db.holds("""count(*) = 13 from revops_revenue_rows(
        (select revops_revenue_with('{"dimensions": ["customer"]}', day, 'GBP', gross, null, fee, null,
                                    null, null, null, null, null, null, customer) from sales),
        '{"group_by": ["customer"]}')""")
    t.db.holds("""revops_revenue_with(null, day, 'GBP', gross, null, fee) =
                  revops_revenue(day, 'GBP', gross, null, fee) from sales""")


@promise
def values_of_many_types_mean_the_same(t):
    t.db.run("create domain shop as text; create type plan as enum ('basic', 'pro')")
    same = [
        "date '2026-01-02', 'GBP', 1200, null, 35",
        "'2026-01-02', 'GBP', 1200::smallint, null, 35::bigint",
        "'2026-01-02'::varchar, 'GBP'::char(3), 1200::numeric, null, (select sum(x) from (values (30::bigint), (5)) v (x))",
        "date '2026-01-02', 'GBP'::shop, '1200', null::bigint, '35', null, 'sale'",
        "date '2026-01-02', 'GBP'::text, 1200, null, 35, null, 'sale'::text, null, null,"
        " timestamptz '2026-01-02 03:04:05+02'",
    ]
    states = {t.db.value(f"select md5(revops_revenue({columns}))") for columns in same}
    assert len(states) == 1, states


@promise
def a_text_and_its_key_are_the_same_identity(t):
    kept = "null, null, null, null, null, null, null, null"
    for text in ("'pro'", "'pro'::plan", "'pro'::char(9)", "'pro'::name", "'a5f6e3a2-0000-4000-8000-000000000001'::uuid"):
        t.db.holds(f"""revops_revenue(date '2026-01-02', 'GBP', 1, null, 0, {kept}, {text}) =
            revops_revenue(date '2026-01-02', 'GBP', 1, null, 0, {kept}, revops_key({text}::text))""")


@promise
def thousands_of_texts_have_the_keys_of_the_formula(t):
    t.db.holds("""bool_and(revops_key(text) = (('x' || left(encode(sha256(text::bytea), 'hex'), 16))
                           ::bit(64) & x'7fffffffffffffff')::bigint)
                  from (select 'customer ' || i % 20000 as text from generate_series(1, 60000) i) x""")
    t.db.holds("""revops_payouts(date '2026-01-01', 'GBP', 100, null, 0, null, null, text) =
                  revops_payouts(date '2026-01-01', 'GBP', 100, null, 0, null, null, revops_key(text))
                  from (select 'payment ' || i as text from generate_series(1, 60000) i) x""")


@promise
def a_large_state_is_kept_out_of_line_and_read_again(t):
    t.db.run("""create table kept as select revops_revenue_with('{"dimensions": ["customer"]}', day,
        currency, gross, null, fee, null, null, null, null, null, null, null, i) as state from sales""")
    t.db.holds("pg_column_size(state) > 10000 from kept")
    t.db.holds("""sum(r.count) = 3000 and count(distinct customer) = 3000
                  from kept, revops_revenue_rows(state, '{"group_by": ["customer"]}') as r""")
    t.db.holds("revops_revenue_merge(state) = (select state from kept) from kept")


@promise
def names_give_texts_back(t):
    rows = t.db.rows("""
        with names as (select revops_names(product) as names from sales)
        select revops_name(names, product) from names, whole,
            revops_revenue_rows(state, '{"group_by": ["product"], "currency": "GBP"}')
        where false
        union all select revops_name(names, product) from names, whole,
            revops_revenue_rows(state, '{"group_by": ["product"]}') where currency = 'GBP'
        order by 1""")
    assert rows == sorted((f"product {i}",) for i in range(11)), rows
    t.db.holds("revops_name(revops_names('known'), revops_key('unknown')) is null")
    t.db.holds("""revops_names_merge(s) = (select revops_names(product) from sales)
                  from (select revops_names(product) as s from sales group by day) as x""")


@promise
def keys_of_another_encoding_are_those_of_utf8(t):
    t.db.run("create database latin encoding latin1 template template0")
    out, _ = t.server.psql("create extension revops; set client_encoding = 'UTF8';"
                           "select revops_key('café'), revops_name(revops_names('café'),"
                           " revops_key('café'))", "latin")
    assert out.strip() == t.db.value("select revops_key('café')") + "|café", out


@promise
def a_record_is_a_composite(t):
    rows = t.db.rows("""
        select amount_minor, rate_num, rate_den, rate_day, pg_typeof(rate_day)
        from (select revops_fx(date '2026-01-01', 'GBP', 'EUR', 12, 10) as rates) as fx,
             revops_convert(rates, 1000, 'GBP', 'EUR', '2026-01-03')""")
    assert rows == [("1200", "6", "5", "2026-01-01", "date")], rows


@promise
def trailing_arguments_of_a_scalar_may_be_left_out(t):
    t.db.holds("revops_scale(5, 1, 2) = 2 and revops_scale(5, 1, 2, 'half_up') = 3")
    t.db.holds("revops_money_parse('12.34', 'GBP') = 1234 and revops_version() = '0.1.0'")
    t.db.holds("revops_scale(null, 1, 2) is null")


@promise
def nulls_before_and_behind_values_stay_nulls(t):
    t.db.holds("""(select revops_revenue(day, currency, gross, case when i between 1500 and 1520 or
                                         i > 2900 then gross / 10 end, fee order by i) from sales) =
        (select revops_revenue_merge(s) from (
            select revops_revenue(day, currency, gross, gross / 10, fee) as s from sales
            where i between 1500 and 1520 or i > 2900 union all
            select revops_revenue(day, currency, gross, null, fee) from sales
            where not (i between 1500 and 1520 or i > 2900)) as x)""")


@promise
def a_digest_is_bytea(t):
    t.db.holds("revops_sha256('abc'::bytea) = sha256('abc') and revops_sha256('') = sha256('')")


@promise
def filter_distinct_and_grouping_sets_work_as_with_any_aggregate(t):
    t.db.holds("""revops_revenue(day, currency, gross, null, fee) filter (where i <= 100) =
                  (select revops_revenue(day, currency, gross, null, fee) from sales where i <= 100)
                  from sales""")
    t.db.holds("""(select revops_revenue_merge(distinct state) from
                   (select state from daily union all select state from daily) as twice) = state
                  from whole""")
    t.db.holds("""count(*) filter (where grouping = 1 and state = (select state from whole)) = 1
        and count(*) = 41 from (
            select grouping(day) as grouping,
                   revops_revenue(day, currency, gross, null, fee, null, null, null, null, null, null,
                                  null, customer, product, project) as state
            from sales group by rollup (day)) as x""")


@promise
def many_groups_share_a_server_of_modest_memory(t):
    t.db.holds("""count(*) = 50000 and sum(length(state)) > 0 from (
        select revops_revenue(date '2026-01-01', 'GBP', i, null, 0) as state
        from generate_series(1, 100000) as i group by i % 50000) as x""")


@promise
def a_prepared_statement_and_a_function_may_run_often(t):
    rows = t.db.rows("""
        prepare project (bigint) as
            select md5(revops_revenue(day, currency, gross, null, fee)) from sales where project = $1;
        execute project (1); execute project (2); execute project (1); execute project (1);
        execute project (1); execute project (1); execute project (1);""")
    assert len(rows) == 7 and len(set(rows)) == 2, rows
