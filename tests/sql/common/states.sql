-- States are kept in tables, one a day and currency, and merged when they are asked for.
create table daily (economic_day date, currency text, state /* bytes */ bytea);
insert into daily
select economic_day, currency, revops_revenue(economic_day, currency, gross_minor, tax_minor,
                                              fee_minor, net_minor, kind)
from sales group by economic_day, currency;
select count(*) from daily;
-- The merge of the parts is the aggregate of the whole, byte for byte.
select (select revops_revenue_merge(state) from daily) =
       (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                              kind) from sales) as equal;
-- In any order, and in a tree.
select (select revops_revenue_merge(state)
        from (select revops_revenue_merge(state) as state
              from (select * from daily order by economic_day desc) d group by currency) parts) =
       (select revops_revenue_merge(state) from daily) as equal;
-- A null is no state.
select (select revops_revenue_merge(state)
        from (select state from daily union all select null) parts) =
       (select revops_revenue_merge(state) from daily) as equal;
-- Options are part of a state.
select (select revops_revenue_with('{"dimensions": ["kind"]}', economic_day, currency, gross_minor,
                                   tax_minor, fee_minor, net_minor, kind) from sales) =
       (select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                              kind) from sales) as equal;
select r.kind, r.gross_minor
from (select revops_revenue_with('{"dimensions": ["kind"]}', economic_day, currency, gross_minor,
                                 tax_minor, fee_minor, net_minor, kind) as state
      from sales where currency = 'EUR') s,
     revops_revenue_rows(s.state, '{"group_by": ["kind"]}') r;
-- Rates are a kind of their own: a set, so the same one twice counts once.
select (select revops_fx(day, from_currency, to_currency, num, den) from rates) =
       (select revops_fx(day, from_currency, to_currency, num, den) from rates
        where num <> 34) as equal;
drop table daily;
