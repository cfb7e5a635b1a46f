-- A table function also takes a query text for each feed; columns are found by their names.
select from_day, currency, net_minor
from revops_revenue_rows('select * from sales', '{"granularity": "month"}');
-- Columns of no name that the feed knows are ignored, so * is welcome; others are renamed.
select currency, gross_minor
from revops_revenue_rows('select economic_day, gross_minor * 2 as gross_minor, 0 as fee_minor,
                                 currency, ''x'' as remark from sales where kind = ''sale''');
-- Comments, values and common tables are queries too.
select net_minor from revops_revenue_rows('-- one row
    /* of */ with one as (select * from sales where id = 1) select * from one;  -- no more');
-- Further feeds have a text each, and options are JSON.
select currency, net_minor, spend_minor, profit_minor
from revops_revenue_profit_rows('select * from sales')
where spend_input = 'select * from spend';
select currency, net_minor
from revops_revenue_rows('select * from sales', '{"currency": "GBP"}')
where rates_input = 'select day, from_currency, to_currency, num as rate_num, den as rate_den
                     from rates';
select kind, count
from revops_revenue_rows('select * from sales', '{"group_by": ["kind"]}', '{"dimensions": ["kind"]}');
-- A state and a text for another feed.
select p.currency, p.spend_minor, p.net_minor
from (select revops_revenue_merge(state) as state from states) s, revops_revenue_profit_rows p
where p.input = s.state and p.spend_input = 'select * from spend';
-- No rows: no rows.
select count(*) from revops_revenue_rows('select * from sales where 0');
select count(*) from revops_revenue_rows(null);
-- Inside other queries, more than once, in any order of the join.
select a.currency, a.net_minor, b.net_minor
from revops_revenue_rows('select * from sales where project = 1') a
join revops_revenue_rows('select * from sales') b using (currency);
select s.project, r.net_minor from revops_revenue_rows r, states s
where r.input = s.state and r.currency = 'GBP' order by 1;
-- A query text may ask a table function.
select gross_minor from revops_revenue_rows(
    'select from_day as economic_day, currency, gross_minor, 0 as fee_minor
     from revops_revenue_rows(''select * from sales'')');
