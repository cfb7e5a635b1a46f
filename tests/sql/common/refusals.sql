-- Every refusal says status, row (from 0), field and reason; nothing is guessed.
select revops_revenue(economic_day, 'gbp', gross_minor, tax_minor, fee_minor) is null from sales;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,
                      case when id = 3 then 'gift' else kind end) is null from sales;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor) is null
from sales where id = 4;
select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor + 1,
                      kind) is null from sales where id in (1, 2);
select revops_revenue(economic_day, currency, gross_minor) is null from sales;
select revops_revenue(economic_day, currency, case when id = 2 then null else gross_minor end,
                      tax_minor, fee_minor) is null from sales where id < 3;
select revops_revenue_rates('2026-01-14', from_currency, to_currency, num, den) is null from rates;
select revops_revenue_rates(day, 'EUR', 'GBP', num, 0) is null from rates;
-- A total that does not fit is refused when it is asked for, never wrong.
select r.gross_minor
from (select revops_revenue(economic_day, 'EUR', 9223372036854775807, tax_minor, 0) as state
      from sales where id in (1, 6)) s,
     revops_revenue_rows(s.state) r;
-- Options and questions.
select revops_revenue_with('{"dimensions": ["colour"]}', economic_day, currency, gross_minor,
                           tax_minor, fee_minor) is null from sales;
select count(*) from states s, revops_revenue_rows(s.state, '{"granularity": "fortnight"}') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"colour": 1}') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"currency": "GBP"') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"fill": 1, "fill": 0}') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"from_day": "2026-02-30"}') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"struct_size": 8}') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"fill": 0.5}') r;
select count(*) from states s, revops_revenue_rows(s.state, '{"currency": "USD"}') r;
-- States of another kind, of other options.
select revops_revenue_merge(state) is null
from (select revops_fx(day, from_currency, to_currency, num, den) as state from rates) s;
select revops_revenue_merge(state) is null
from (select state from states
      union all
      select revops_revenue_with('{"dimensions": ["kind"]}', economic_day, currency, gross_minor,
                                 tax_minor, fee_minor) from sales where id = 1) s;
-- Scalars.
select revops_money_parse('12.345', 'EUR');
select revops_money_parse('12,34', 'EUR');
select revops_money_format(1, 'XYZ');
select revops_scale(9223372036854775807, 3, 2);
select revops_scale(1, 1, 0);
select revops_round(1, 3, 'exact');
select revops_round(1, 3, 'sideways');
