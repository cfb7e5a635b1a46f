select revops_version();
select revops_money_parse('12.34', 'EUR'), revops_money_parse('-0.5', 'KWD'),
       revops_money_parse('754.25000', 'EUR'), revops_money_parse('1.000001', '6');
select revops_money_format(1234, 'EUR'), revops_money_format(-5, 'GBP'),
       revops_money_format(7, 'JPY'), revops_money_format(1000001, '6');
select revops_currency_exponent('EUR'), revops_currency_exponent('JPY'),
       revops_currency_exponent('KWD');
select revops_scale(1000, 1, 3), revops_scale(1000, 2, 3), revops_scale(-1000, 2, 3, 'down'),
       revops_scale(9223372036854775807, 2, 2);
select revops_round(5, 2), revops_round(7, 2), revops_round(5, 2, 'half_up'),
       revops_round(-5, 2, 'floor'), revops_round(1234, 1, 'half_even', 5);
select revops_month('2026-02-28'), revops_month('1969-12-31');
-- Keys are the first eight bytes of SHA-256 without the top bit; the empty text is none.
select revops_key('a'), revops_key(''), revops_key('a') = revops_key('b');
-- Null in, null out.
select revops_key(null) is null, revops_scale(null, 1, 2) is null,
       revops_money_format(1, null) is null;
-- Names: keys as texts again.
select revops_name(n.state, revops_key('app')), revops_name(n.state, revops_key('book')),
       revops_name(n.state, 0) is null, revops_name(n.state, 12) is null
from (select revops_names(name) as state
      from (select 'app' as name union all select 'book' union all select 'app'
            union all select null) t) n;
select (select revops_names_merge(state)
        from (select revops_names('app') as state union all select revops_names('book')) parts) =
       (select revops_names(name) from (select 'book' as name union all select 'app') t) as equal;
-- A key is the same however it is made, and however many there are.
with recursive n(i) as (select 1000 union all select i + 1 from n where i < 6000)
select count(*) from n, (select revops_names('name ' || i) as state from n) m
where revops_name(m.state, revops_key('name ' || i)) = 'name ' || i;
