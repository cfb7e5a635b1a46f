-- Real numbers are no money.
select revops_revenue(economic_day, currency, gross_minor * 1.0, tax_minor, fee_minor) from sales;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, '1.5') from sales;
select revops_scale(10.5, 1, 2);
select revops_month('yesterday');
-- What a column cannot be.
select revops_revenue(4294967296, currency, gross_minor, tax_minor, fee_minor) from sales;
select revops_revenue(economic_day, 71, gross_minor, tax_minor, fee_minor) from sales;
select revops_revenue('01.02.2026', currency, gross_minor, tax_minor, fee_minor) from sales;
select revops_revenue(economic_day, currency, x'00', tax_minor, fee_minor) from sales;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, kind,
                      -1) from sales;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, kind,
                      'a' || char(0) || 'b') from sales;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, kind,
                      cast(x'61ff' as text)) from sales;
select revops_revenue(economic_day, currency) from sales;
select revops_revenue_rows(economic_day) from sales;
select revops_names(1);
select revops_revenue_with(case when id > 1 then '{"dimensions": ["kind"]}' end, economic_day,
                           currency, gross_minor, tax_minor, fee_minor) from sales;
select revops_revenue_with(1, economic_day, currency, gross_minor, tax_minor, fee_minor) from sales;
-- Kinds and feeds that cannot take rows back have no windows.
select revops_fx(day, from_currency, to_currency, num, den) over () from rates;
-- States.
select * from revops_revenue_rows(x'00');
select * from revops_revenue_rows(1);
select revops_revenue_merge('state');
select revops_revenue_merge(x'7265766f7073');
select * from revops_revenue_rows((select zeroblob(1) || state from states));
select revops_name(x'00', 1);
select revops_name('names', 1);
select revops_name(state, 1), revops_convert(state, 1, 'EUR', 'GBP', 0)
from (select revops_names('a') as state);
-- Query texts: one statement that only reads.
select * from revops_revenue_rows;
select * from revops_revenue_rows where query = '{}';
select * from revops_revenue_rows('');
select * from revops_revenue_rows('delete from sales');
select * from revops_revenue_rows('pragma user_version = 5');
select * from revops_revenue_rows('with x as (select 1) insert into spend select * from spend');
select * from revops_revenue_rows('select * from sales; select 1');
select * from revops_revenue_rows('select * from sales where id = ?');
select * from revops_revenue_rows('select nothing from sales');
select * from revops_revenue_rows('select * from nowhere');
select * from revops_revenue_rows('select * from');
select * from revops_revenue_rows('select 1 as gross_minor, 2 as fee_minor');
select * from revops_revenue_rows('select 1 as kind, 2 as kind');
select * from revops_revenue_rows('select id, economic_day, currency, gross_minor / 3.0 as gross_minor
                                   from sales');
select * from revops_revenue_rows('select *, abs(-9223372036854775807 - 1) from sales');
select * from revops_revenue_profit_rows('select * from sales') where spend_input = 'select 1';
select * from revops_revenue_rows((select state from states), '{}', '{}');
select * from revops_revenue_rows('select * from sales', 5);
select * from revops_revenue_rows('select * from sales', '[]');
select * from revops_revenue_rows('select * from sales', '{"granularity": null, "fill": [],}');
select * from revops_revenue_rows('select * from sales', '{"project": "\ud800"}');
select * from revops_revenue_rows('select * from sales', '{"project": 99999999999999999999}');
select * from revops_revenue_rows('select * from sales', '{"week_start": 1e2}');
-- And the tables are as they were.
select count(*) from sales;
select count(*) from spend;
