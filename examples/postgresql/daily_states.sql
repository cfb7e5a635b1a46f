-- Revenue as states: one for each day and shop, kept in a table, merged and asked in any way.
create table sales (shop text, day date, kind text, currency text, gross bigint, tax bigint,
                    fee bigint, customer text);
insert into sales values
    ('books', '2026-01-05', 'sale', 'GBP', 2400, 400, 133, 'ada'),
    ('books', '2026-01-05', 'sale', 'GBP', 1200, 200,  67, 'ben'),
    ('books', '2026-01-19', 'refund', 'GBP', -1200, -200, 0, 'ben'),
    ('books', '2026-02-02', 'sale', 'GBP', 3600, 600, 200, 'cleo'),
    ('games', '2026-01-07', 'sale', 'EUR', 5950, 950, 310, 'ada'),
    ('games', '2026-02-11', 'sale', 'EUR', 1190, 190,  62, 'dan');

-- An aggregate makes a state. Columns come in the order of the feed; \da+ revops_revenue tells it.
create table daily_state as
    select day, shop,
           revops_revenue(day, currency, gross, tax, fee, null, kind,
                          null, null, null, null, null, customer) as state
    from sales group by day, shop;

-- A table function reads it: here one state for each shop, by month.
select shop, from_day, currency, count, gross_minor, tax_minor, fee_minor, net_minor
from (select shop, revops_revenue_merge(state) as state from daily_state group by shop) s,
     revops_revenue_rows(state, '{"granularity": "month"}')
order by shop, from_day;

-- States of other feeds merge with them: rates make one currency of all shops.
create view rates as
    select revops_revenue_rates(day, 'EUR', 'GBP', num, 100000) as state
    from (values (date '2026-01-06', 86840), (date '2026-02-10', 86310)) as published (day, num);

select from_day, currency, count, net_minor
from (select revops_revenue_merge(state) as state
      from (select state from daily_state union all select state from rates) parts) s,
     revops_revenue_rows(state, '{"granularity": "month", "currency": "GBP"}');

-- Keys are numbers; a state of names gives their texts back.
select revops_name(names, product) as shop, net_minor
from (select revops_names(shop) as names,
             revops_revenue(day, currency, gross, tax, fee, null, kind,
                            null, null, null, null, null, null, shop) as state from sales) s,
     revops_revenue_rows(state, '{"group_by": ["product"]}')
order by shop;

-- The last three sales of a shop: rows that leave the window are taken back, not counted anew.
select day, gross, net_minor
from (select day, gross, revops_revenue(day, currency, gross, tax, fee, null, kind)
                             over (order by day, customer rows 2 preceding) as state
      from sales where shop = 'books') s,
     revops_revenue_rows(state)
order by day, gross;

-- A refusal names row, field and reason; its SQLSTATE tells the class.
select revops_revenue(day, currency, gross::numeric / 100, tax, fee) from sales;
