"""A figure of a window is the aggregate of its frame."""
from tap import promise

COLUMNS = "day, currency, gross, null, fee, null, null, null, null, null, null, null, null, null, project"


def frames_equal(t, frame, inside):
    t.db.holds(f"""
        count(*) = 300 and bool_and(moved is not distinct from again) from (
            select revops_revenue({COLUMNS}) over (order by i {frame}) as moved,
                   (select revops_revenue({COLUMNS}) from sales as inner_sales
                    where inner_sales.i <= 300 and inner_sales.i {inside}) as again
            from sales where i <= 300) as x""")


@promise
def a_moving_frame_is_the_aggregate_of_its_rows(t):
    frames_equal(t, "rows between 5 preceding and current row", "between sales.i - 5 and sales.i")
    frames_equal(t, "range between 20 preceding and 10 following",
                 "between sales.i - 20 and sales.i + 10")


@promise
def an_empty_frame_is_null(t):
    frames_equal(t, "rows between 4 preceding and 1 preceding", "between sales.i - 4 and sales.i - 1")


@promise
def a_growing_frame_keeps_its_rows(t):
    frames_equal(t, "rows unbounded preceding", "<= sales.i")


@promise
def a_frame_with_a_hole_is_aggregated_anew(t):
    frames_equal(t, "rows between 3 preceding and 3 following exclude current row",
                 "between sales.i - 3 and sales.i + 3 and inner_sales.i <> sales.i")


@promise
def feeds_that_can_take_rows_back_move(t):
    rows = t.db.rows("""select p.proname, a.aggminvtransfn::oid <> 0 from pg_aggregate a
                        join pg_proc p on p.oid = a.aggfnoid where p.proname in
                        ('revops_revenue', 'revops_revenue_rates', 'revops_fx') order by 1""")
    assert rows == [("revops_fx", "f"), ("revops_revenue", "t"), ("revops_revenue_rates", "f")], rows


@promise
def a_window_over_options_moves_too(t):
    t.db.holds("""count(*) = 300 and bool_and(moved = plain) from (
        select revops_revenue_with('{}', day, currency, gross, null, fee)
                   over (order by i rows 3 preceding) as moved,
               revops_revenue(day, currency, gross, null, fee)
                   over (order by i rows 3 preceding) as plain from sales where i <= 300) as x""")
