-- An aggregate makes a state, a table function reads it.
select r.currency, r.from_day, r.to_day, r.gross_minor, r.tax_minor, r.fee_minor, r.net_minor,
       r.refund_minor, r.count, r.kind
from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                            kind) as state from sales) s, revops_revenue_rows(s.state) r;
-- Questions are JSON, in the words of the library.
select r.from_day, r.to_day, r.currency, r.net_minor
from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                            kind) as state from sales) s,
     revops_revenue_rows(s.state, '{"granularity": "month"}') r;
select r.from_day, r.currency, r.kind, r.gross_minor, r.count
from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                            kind) as state from sales) s,
     revops_revenue_rows(s.state, '{"granularity": "year", "group_by": ["kind"]}') r;
-- One state a group, as any aggregate.
select s.project, r.currency, r.net_minor
from states s, revops_revenue_rows(s.state) r order by s.project, r.currency;
-- Trailing columns may be left out: here all behind fee_minor.
select r.net_minor
from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor) as state
      from sales where id = 1) s, revops_revenue_rows(s.state) r;
-- A range of days, and periods without a row filled in.
select r.from_day, r.net_minor, r.count
from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                            kind) as state from sales where currency = 'EUR') s,
     revops_revenue_rows(s.state, '{"granularity": "month", "from_day": "2026-01-01",
                                    "to_day": "2026-05-01", "fill": true}') r;
-- Each feed has its aggregate; states of one kind merge, whatever they were made of.
select p.currency, p.net_minor, p.spend_minor, p.profit_minor, p.roas_num, p.roas_den
from (select revops_revenue_merge(state) as state
      from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                  net_minor, kind) as state from sales
            union all
            select revops_revenue_spend(economic_day, currency, amount_minor) from spend) parts) s,
     revops_revenue_profit_rows(s.state) p;
-- With rates in it, a state answers in one currency.
select r.currency, r.net_minor
from (select revops_revenue_merge(state) as state
      from (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                  net_minor, kind) as state from sales
            union all
            select revops_revenue_rates(day, from_currency, to_currency, num, den)
            from rates) parts) s,
     revops_revenue_rows(s.state, '{"currency": "GBP", "granularity": "total"}') r;
-- Without rows there is no state, and no state has no rows.
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor) is null
from sales where id = 99;
select count(*) from (select revops_revenue_merge(state) as state from states where project = 99) s,
     revops_revenue_rows(s.state) r;
