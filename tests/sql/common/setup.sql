-- Tables of every file here, in words that SQLite and PostgreSQL share.
create table sales (
    id integer, economic_day date, currency text, gross_minor bigint, tax_minor bigint,
    fee_minor bigint, net_minor bigint, kind text, project bigint);
insert into sales values
    (1, '2026-01-01', 'GBP', 1000, null,   30, null, 'sale',   1),
    (2, '2026-01-01', 'GBP', 2400,  400,  133, 1867, 'sale',   2),
    (3, '2026-01-15', 'EUR',  999, null, null,  950, 'sale',   1),
    (4, '2026-02-03', 'GBP', -1000, null,   0, null, 'refund', 1),
    (5, '2026-02-28', 'EUR', 5000, 1000,  200, null, 'sale',   2),
    (6, '2026-03-01', 'GBP',    0, null, 1500, null, 'fee',    2);
create table spend (economic_day date, currency text, amount_minor bigint, project bigint);
insert into spend values
    ('2026-01-01', 'GBP', 500, 1),
    ('2026-02-10', 'EUR', 1600, 2);
create table rates (day date, from_currency text, to_currency text, num bigint, den bigint);
insert into rates values
    ('2026-01-14', 'EUR', 'GBP', 17, 20),
    ('2026-02-27', 'EUR', 'GBP', 4, 5),
    ('2026-01-14', 'EUR', 'GBP', 34, 40);
create view states as
    select project, revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor,
                                   net_minor, kind) as state
    from sales group by project;
