"""Workers, partitions and stored states give the bytes of one process."""
from tap import promise

COLUMNS = "day, currency, gross, null, fee, null, null, null, null, null, null, null, customer, product, project"


@promise
def a_plan_has_partial_aggregates_below_a_gather(t):
    plan = t.db.run(f"select from hurry; explain (costs off) select revops_revenue({COLUMNS})"
                    " from sales")
    order = [plan.index(part) for part in ("Finalize Aggregate", "Gather", "Partial Aggregate")]
    assert order == sorted(order), plan


@promise
def workers_are_launched(t):
    plan = t.db.run(f"select from hurry; explain (analyze, costs off, timing off, summary off)"
                    f" select revops_revenue({COLUMNS}) from sales")
    assert "Workers Launched: 2" in plan, plan


@promise
def parallel_states_are_serial_states(t):
    serial = t.db.value("select md5(state) from whole")
    parallel = t.db.value("select from hurry; select md5(state) from whole").strip()
    assert serial == parallel
    grouped = f"select day, md5(revops_revenue({COLUMNS})) from sales group by day order by day"
    assert t.db.rows(grouped) == [row for row in t.db.rows("select from hurry; " + grouped)
                                  if row != ("",)]


@promise
def merging_stored_states_is_parallel_too(t):
    t.db.run("create table parts as select day, state from daily")
    out = t.db.run("""select from hurry;
        explain (costs off) select revops_revenue_merge(state) from parts;
        select revops_revenue_merge(state) = (select state from whole) from parts""")
    assert "Partial Aggregate" in out and out.endswith("t\n"), out


@promise
def names_are_gathered_in_parallel(t):
    serial = t.db.value("select md5(revops_names(product)) from sales")
    out = t.db.run("select from hurry; explain (costs off) select revops_names(product) from sales;"
                   "select md5(revops_names(product)) from sales")
    assert "Partial Aggregate" in out and out.split()[-1] == serial, out


@promise
def partitions_are_aggregated_each_by_itself(t):
    t.db.run("""
        create table split (like sales) partition by hash (i);
        create table split_0 partition of split for values with (modulus 2, remainder 0);
        create table split_1 partition of split for values with (modulus 2, remainder 1);
        insert into split select * from sales""")
    out = t.db.run(f"""set enable_partitionwise_aggregate = on;
        explain (costs off) select revops_revenue({COLUMNS}) from split;
        select revops_revenue({COLUMNS}) = (select state from whole) from split""")
    assert out.count("Partial Aggregate") == 2 and out.endswith("t\n"), out


@promise
def a_refusal_inside_a_worker_reaches_the_session(t):
    t.db.refuses("""select from hurry; create table spoilt as select * from sales;
        update spoilt set gross = null where i = 1234;
        select revops_revenue(day, currency, gross, null, fee) from spoilt""",
                 "22023", "gross_minor")


@promise
def a_scalar_is_computed_by_workers(t):
    plan = t.db.run("select from hurry; explain (costs off)"
                    " select revops_key(product) from sales where revops_month(day) = '2026-01'")
    assert "Gather" in plan, plan
