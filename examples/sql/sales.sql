-- What three shops earned: states a day, reports from states, a window, a question in one line.
create table sales (day text, shop text, currency text, gross int, tax int, fee int);
insert into sales values
    ('2026-01-05', 'lisbon', 'EUR', 12000, 2000, 378),
    ('2026-01-05', 'london', 'GBP',  2400,  400, 133),
    ('2026-01-20', 'lisbon', 'EUR', -1200, -200,   0),
    ('2026-02-03', 'lisbon', 'EUR',  6000, 1000, 294),
    ('2026-02-03', 'porto',  'EUR',  1999,  333,  80),
    ('2026-02-11', 'london', 'GBP',  4800,  800, 246);

-- One state a day and shop. It is a blob; keep it, send it, merge it: the figures stay exact.
create table daily as
select day, shop, revops_revenue(day, currency, gross, tax, fee, null,
                                 iif(gross < 0, 'refund', 'sale')) as state
from sales group by day, shop;

.print Net revenue by month
select from_day, currency, gross_minor, tax_minor, fee_minor, net_minor
from revops_revenue_rows((select revops_revenue_merge(state) from daily), '{"granularity": "month"}');

.print The same by shop, as decimals
select shop, revops_money_format(net_minor, currency) as net, currency, count
from (select shop, revops_revenue_merge(state) as state from daily group by shop) s,
     revops_revenue_rows(s.state);

.print A running total in euro
select distinct day, net_minor
from (select day, revops_revenue(day, currency, gross, tax, fee, null,
                                 iif(gross < 0, 'refund', 'sale')) over (order by day) as state
      from sales where currency = 'EUR') d,
     revops_revenue_rows(d.state);

.print Straight from a query text, all of it in euro
select currency, net_minor from revops_revenue_rows(
    'select day as economic_day, currency, gross as gross_minor, tax as tax_minor,
            fee as fee_minor, iif(gross < 0, ''refund'', ''sale'') as kind from sales',
    '{"currency": "EUR"}')
where rates_input = 'select day, ''GBP'' as from_currency, ''EUR'' as to_currency, 23 as rate_num,
                            20 as rate_den from sales';
