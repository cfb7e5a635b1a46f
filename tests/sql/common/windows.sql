-- Every frame of a window is the aggregate of its rows; the library takes rows back exactly.
select id, frame = (select revops_revenue(b.economic_day, b.currency, b.gross_minor, b.tax_minor,
                                          b.fee_minor, b.net_minor, b.kind)
                    from sales b where b.id between a.id - 2 and a.id) as equal
from (select id, revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                net_minor, kind)
                 over (order by id rows between 2 preceding and current row) as frame
      from sales) a order by id;
-- A frame without rows is null.
select id, frame is null
from (select id, revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                net_minor, kind)
                 over (order by id rows between 2 preceding and 2 preceding) as frame
      from sales) a order by id;
-- A running total of net revenue by day, in one currency.
select distinct a.economic_day, r.net_minor
from (select economic_day, revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                          net_minor, kind)
                           over (order by economic_day) as state
      from sales where currency = 'GBP') a, revops_revenue_rows(a.state) r
order by a.economic_day;
-- Partitions are groups that keep their rows.
select id, frame = (select state from states s where s.project = a.project) as equal
from (select id, project, revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                         net_minor, kind)
                          over (partition by project) as frame
      from sales) a order by id;
