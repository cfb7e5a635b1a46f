-- revops 0.1.0 for PostgreSQL. Printed by gensql from the catalogue; not edited.
\echo Use "CREATE EXTENSION revops" to load this file. \quit

-- fx: exchange rates by day, and exact conversion

create function revops__fx_merge_combine(internal, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_combine' language c immutable parallel safe;
create function revops__fx_merge_save(internal) returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_save' language c immutable parallel safe strict;
create function revops__fx_merge_load(bytea, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_load' language c immutable parallel safe strict;

create function revops__fx_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_fx(variadic "any") (
    sfunc = revops__fx_step, stype = internal,
    finalfunc = revops__fx_merge_save,
    combinefunc = revops__fx_merge_combine,
    serialfunc = revops__fx_merge_save, deserialfunc = revops__fx_merge_load,
    parallel = safe
);
comment on aggregate revops_fx(variadic "any") is
    'exchange rates: a state of fx. Columns: day, from_currency, to_currency, rate_num, rate_den';

create function revops__fx_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_fx_with(options text, variadic "any") (
    sfunc = revops__fx_with_step, stype = internal,
    finalfunc = revops__fx_merge_save,
    combinefunc = revops__fx_merge_combine,
    serialfunc = revops__fx_merge_save, deserialfunc = revops__fx_merge_load,
    parallel = safe
);
comment on aggregate revops_fx_with(text, variadic "any") is
    'exchange rates: a state of fx. Columns: day, from_currency, to_currency, rate_num, rate_den';

create function revops__fx_merge_step(internal, bytea) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_merge' language c immutable parallel safe;
create aggregate revops_fx_merge(bytea) (
    sfunc = revops__fx_merge_step, stype = internal,
    finalfunc = revops__fx_merge_save,
    combinefunc = revops__fx_merge_combine,
    serialfunc = revops__fx_merge_save, deserialfunc = revops__fx_merge_load,
    parallel = safe
);
comment on aggregate revops_fx_merge(bytea) is
    'states into one';

-- fees: fee schedules of platforms over time

create function revops__fees_merge_combine(internal, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_combine' language c immutable parallel safe;
create function revops__fees_merge_save(internal) returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_save' language c immutable parallel safe strict;
create function revops__fees_merge_load(bytea, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_load' language c immutable parallel safe strict;

create function revops__fees_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_fees(variadic "any") (
    sfunc = revops__fees_step, stype = internal,
    finalfunc = revops__fees_merge_save,
    parallel = safe
);
comment on aggregate revops_fees(variadic "any") is
    'fee lines of platforms and their days: a state of fees. Columns: platform, [currency, from_day, to_day, payee, share_num, share_den, fixed_minor, min_minor, cap_minor, from_minor, to_minor, basis, group, tier, refund]';

create function revops__fees_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_fees_with(options text, variadic "any") (
    sfunc = revops__fees_with_step, stype = internal,
    finalfunc = revops__fees_merge_save,
    parallel = safe
);
comment on aggregate revops_fees_with(text, variadic "any") is
    'fee lines of platforms and their days: a state of fees. Columns: platform, [currency, from_day, to_day, payee, share_num, share_den, fixed_minor, min_minor, cap_minor, from_minor, to_minor, basis, group, tier, refund]';

create function revops__fees_merge_step(internal, bytea) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_merge' language c immutable parallel safe;
create aggregate revops_fees_merge(bytea) (
    sfunc = revops__fees_merge_step, stype = internal,
    finalfunc = revops__fees_merge_save,
    combinefunc = revops__fees_merge_combine,
    serialfunc = revops__fees_merge_save, deserialfunc = revops__fees_merge_load,
    parallel = safe
);
comment on aggregate revops_fees_merge(bytea) is
    'states into one';

-- commissions: commissions that brokers and affiliate programmes owe

create function revops__commissions_merge_combine(internal, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_combine' language c immutable parallel safe;
create function revops__commissions_merge_save(internal) returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_save' language c immutable parallel safe strict;
create function revops__commissions_merge_load(bytea, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_load' language c immutable parallel safe strict;

create function revops__commissions_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__commissions_back(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_commissions(variadic "any") (
    sfunc = revops__commissions_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    msfunc = revops__commissions_step, minvfunc = revops__commissions_back, mstype = internal,
    mfinalfunc = revops__commissions_merge_save,
    parallel = safe
);
comment on aggregate revops_commissions(variadic "any") is
    'what referred customers did: a state of commissions. Columns: economic_day, currency, quantity, [commission_minor, platform, basis, asset_class, customer]';

create function revops__commissions_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__commissions_with_back(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_commissions_with(options text, variadic "any") (
    sfunc = revops__commissions_with_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    msfunc = revops__commissions_with_step, minvfunc = revops__commissions_with_back, mstype = internal,
    mfinalfunc = revops__commissions_merge_save,
    parallel = safe
);
comment on aggregate revops_commissions_with(text, variadic "any") is
    'what referred customers did: a state of commissions. Columns: economic_day, currency, quantity, [commission_minor, platform, basis, asset_class, customer]';

create function revops__commissions_rates_per_unit_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_commissions_rates_per_unit(variadic "any") (
    sfunc = revops__commissions_rates_per_unit_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    parallel = safe
);
comment on aggregate revops_commissions_rates_per_unit(variadic "any") is
    'rates that were agreed: a state of commissions. Columns: currency, rate_num, [rate_den, platform, basis, asset_class, from_day, to_day]';

create function revops__commissions_rates_per_unit_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_commissions_rates_per_unit_with(options text, variadic "any") (
    sfunc = revops__commissions_rates_per_unit_with_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    parallel = safe
);
comment on aggregate revops_commissions_rates_per_unit_with(text, variadic "any") is
    'rates that were agreed: a state of commissions. Columns: currency, rate_num, [rate_den, platform, basis, asset_class, from_day, to_day]';

create function revops__commissions_settlements_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__commissions_settlements_back(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_commissions_settlements(variadic "any") (
    sfunc = revops__commissions_settlements_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    msfunc = revops__commissions_settlements_step, minvfunc = revops__commissions_settlements_back, mstype = internal,
    mfinalfunc = revops__commissions_merge_save,
    parallel = safe
);
comment on aggregate revops_commissions_settlements(variadic "any") is
    'what platforms paid: a state of commissions. Columns: day, currency, amount_minor, [platform]';

create function revops__commissions_settlements_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__commissions_settlements_with_back(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_commissions_settlements_with(options text, variadic "any") (
    sfunc = revops__commissions_settlements_with_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    msfunc = revops__commissions_settlements_with_step, minvfunc = revops__commissions_settlements_with_back, mstype = internal,
    mfinalfunc = revops__commissions_merge_save,
    parallel = safe
);
comment on aggregate revops_commissions_settlements_with(text, variadic "any") is
    'what platforms paid: a state of commissions. Columns: day, currency, amount_minor, [platform]';

create function revops__commissions_rates_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_commissions_rates(variadic "any") (
    sfunc = revops__commissions_rates_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    parallel = safe
);
comment on aggregate revops_commissions_rates(variadic "any") is
    'exchange rates: a state of commissions. Columns: day, from_currency, to_currency, rate_num, rate_den';

create function revops__commissions_rates_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_commissions_rates_with(options text, variadic "any") (
    sfunc = revops__commissions_rates_with_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    parallel = safe
);
comment on aggregate revops_commissions_rates_with(text, variadic "any") is
    'exchange rates: a state of commissions. Columns: day, from_currency, to_currency, rate_num, rate_den';

create function revops__commissions_merge_step(internal, bytea) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_merge' language c immutable parallel safe;
create aggregate revops_commissions_merge(bytea) (
    sfunc = revops__commissions_merge_step, stype = internal,
    finalfunc = revops__commissions_merge_save,
    combinefunc = revops__commissions_merge_combine,
    serialfunc = revops__commissions_merge_save, deserialfunc = revops__commissions_merge_load,
    parallel = safe
);
comment on aggregate revops_commissions_merge(bytea) is
    'states into one';

create function revops_commissions_rows(state bytea, query text default null)
returns table (
    "quantity" bigint,
    "accrued_minor" bigint,
    "variance_minor" bigint,
    "customer_count" bigint,
    "average_num" bigint,
    "average_den" bigint,
    "growth_num" bigint,
    "growth_den" bigint,
    "platform" bigint,
    "asset_class" bigint,
    "from_day" date,
    "to_day" date,
    "basis" text,
    "currency" text
) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;
comment on function revops_commissions_rows(bytea, text) is
    'commissions by period, platform and basis';

create function revops_commissions_balance_rows(state bytea, query text default null)
returns table (
    "platform" bigint,
    "opening_minor" bigint,
    "accrued_minor" bigint,
    "received_minor" bigint,
    "closing_minor" bigint,
    "from_day" date,
    "to_day" date,
    "currency" text
) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;
comment on function revops_commissions_balance_rows(bytea, text) is
    'what platforms owe';

-- payouts: payouts that explain themselves, balances, reserves

create function revops__payouts_merge_combine(internal, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_combine' language c immutable parallel safe;
create function revops__payouts_merge_save(internal) returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_save' language c immutable parallel safe strict;
create function revops__payouts_merge_load(bytea, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_load' language c immutable parallel safe strict;

create function revops__payouts_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__payouts_back(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_payouts(variadic "any") (
    sfunc = revops__payouts_step, stype = internal,
    finalfunc = revops__payouts_merge_save,
    combinefunc = revops__payouts_merge_combine,
    serialfunc = revops__payouts_merge_save, deserialfunc = revops__payouts_merge_load,
    msfunc = revops__payouts_step, minvfunc = revops__payouts_back, mstype = internal,
    mfinalfunc = revops__payouts_merge_save,
    parallel = safe
);
comment on aggregate revops_payouts(variadic "any") is
    'what customers paid and got back: a state of payouts. Columns: economic_day, currency, gross_minor, [tax_minor, fee_minor, net_minor, kind, transaction, original, effective_ns, available_day, payout, customer, product, project, platform, stream]';

create function revops__payouts_payouts_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__payouts_payouts_back(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_payouts_payouts(variadic "any") (
    sfunc = revops__payouts_payouts_step, stype = internal,
    finalfunc = revops__payouts_merge_save,
    combinefunc = revops__payouts_merge_combine,
    serialfunc = revops__payouts_merge_save, deserialfunc = revops__payouts_merge_load,
    msfunc = revops__payouts_payouts_step, minvfunc = revops__payouts_payouts_back, mstype = internal,
    mfinalfunc = revops__payouts_merge_save,
    parallel = safe
);
comment on aggregate revops_payouts_payouts(variadic "any") is
    'what platforms paid out: a state of payouts. Columns: payout, day, currency, amount_minor, [fee_minor, platform]';

create function revops__payouts_merge_step(internal, bytea) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_merge' language c immutable parallel safe;
create aggregate revops_payouts_merge(bytea) (
    sfunc = revops__payouts_merge_step, stype = internal,
    finalfunc = revops__payouts_merge_save,
    combinefunc = revops__payouts_merge_combine,
    serialfunc = revops__payouts_merge_save, deserialfunc = revops__payouts_merge_load,
    parallel = safe
);
comment on aggregate revops_payouts_merge(bytea) is
    'states into one';

create function revops_payouts_rows(state bytea)
returns table (
    "payout" bigint,
    "member_count" bigint,
    "gross_minor" bigint,
    "tax_minor" bigint,
    "fee_minor" bigint,
    "net_minor" bigint,
    "reserve_minor" bigint,
    "paid_minor" bigint,
    "payout_fee_minor" bigint,
    "unexplained_minor" bigint,
    "currency" text
) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;
comment on function revops_payouts_rows(bytea) is
    'each payout beside its transactions';

create function revops_payouts_balance_rows(state bytea, query text default null)
returns table (
    "platform" bigint,
    "earned_minor" bigint,
    "available_minor" bigint,
    "pending_minor" bigint,
    "reserved_minor" bigint,
    "paid_minor" bigint,
    "currency" text
) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;
comment on function revops_payouts_balance_rows(bytea, text) is
    'where the earned money is, as of a day';

-- revenue: net revenue by period and dimension; profit and ROAS on net

create function revops__revenue_merge_combine(internal, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_combine' language c immutable parallel safe;
create function revops__revenue_merge_save(internal) returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_save' language c immutable parallel safe strict;
create function revops__revenue_merge_load(bytea, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_load' language c immutable parallel safe strict;

create function revops__revenue_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__revenue_back(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_revenue(variadic "any") (
    sfunc = revops__revenue_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    msfunc = revops__revenue_step, minvfunc = revops__revenue_back, mstype = internal,
    mfinalfunc = revops__revenue_merge_save,
    parallel = safe
);
comment on aggregate revops_revenue(variadic "any") is
    'what customers paid and got back: a state of revenue. Columns: economic_day, currency, gross_minor, [tax_minor, fee_minor, net_minor, kind, transaction, original, effective_ns, available_day, payout, customer, product, project, platform, stream]';

create function revops__revenue_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__revenue_with_back(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_revenue_with(options text, variadic "any") (
    sfunc = revops__revenue_with_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    msfunc = revops__revenue_with_step, minvfunc = revops__revenue_with_back, mstype = internal,
    mfinalfunc = revops__revenue_merge_save,
    parallel = safe
);
comment on aggregate revops_revenue_with(text, variadic "any") is
    'what customers paid and got back: a state of revenue. Columns: economic_day, currency, gross_minor, [tax_minor, fee_minor, net_minor, kind, transaction, original, effective_ns, available_day, payout, customer, product, project, platform, stream]';

create function revops__revenue_spend_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__revenue_spend_back(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_revenue_spend(variadic "any") (
    sfunc = revops__revenue_spend_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    msfunc = revops__revenue_spend_step, minvfunc = revops__revenue_spend_back, mstype = internal,
    mfinalfunc = revops__revenue_merge_save,
    parallel = safe
);
comment on aggregate revops_revenue_spend(variadic "any") is
    'money spent on winning customers: a state of revenue. Columns: economic_day, currency, amount_minor, [project, product]';

create function revops__revenue_spend_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create function revops__revenue_spend_with_back(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_back' language c immutable parallel safe;
create aggregate revops_revenue_spend_with(options text, variadic "any") (
    sfunc = revops__revenue_spend_with_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    msfunc = revops__revenue_spend_with_step, minvfunc = revops__revenue_spend_with_back, mstype = internal,
    mfinalfunc = revops__revenue_merge_save,
    parallel = safe
);
comment on aggregate revops_revenue_spend_with(text, variadic "any") is
    'money spent on winning customers: a state of revenue. Columns: economic_day, currency, amount_minor, [project, product]';

create function revops__revenue_rates_step(internal, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_revenue_rates(variadic "any") (
    sfunc = revops__revenue_rates_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    parallel = safe
);
comment on aggregate revops_revenue_rates(variadic "any") is
    'exchange rates: a state of revenue. Columns: day, from_currency, to_currency, rate_num, rate_den';

create function revops__revenue_rates_with_step(internal, text, variadic "any") returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_revenue_rates_with(options text, variadic "any") (
    sfunc = revops__revenue_rates_with_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    parallel = safe
);
comment on aggregate revops_revenue_rates_with(text, variadic "any") is
    'exchange rates: a state of revenue. Columns: day, from_currency, to_currency, rate_num, rate_den';

create function revops__revenue_merge_step(internal, bytea) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_merge' language c immutable parallel safe;
create aggregate revops_revenue_merge(bytea) (
    sfunc = revops__revenue_merge_step, stype = internal,
    finalfunc = revops__revenue_merge_save,
    combinefunc = revops__revenue_merge_combine,
    serialfunc = revops__revenue_merge_save, deserialfunc = revops__revenue_merge_load,
    parallel = safe
);
comment on aggregate revops_revenue_merge(bytea) is
    'states into one';

create function revops_revenue_rows(state bytea, query text default null)
returns table (
    "gross_minor" bigint,
    "tax_minor" bigint,
    "fee_minor" bigint,
    "net_minor" bigint,
    "refund_minor" bigint,
    "count" bigint,
    "sale_count" bigint,
    "refund_count" bigint,
    "project" bigint,
    "product" bigint,
    "platform" bigint,
    "stream" bigint,
    "customer" bigint,
    "from_day" date,
    "to_day" date,
    "kind" text,
    "currency" text
) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;
comment on function revops_revenue_rows(bytea, text) is
    'revenue by period, currency and dimension';

create function revops_revenue_profit_rows(state bytea, query text default null)
returns table (
    "gross_minor" bigint,
    "tax_minor" bigint,
    "fee_minor" bigint,
    "net_minor" bigint,
    "spend_minor" bigint,
    "profit_minor" bigint,
    "roas_num" bigint,
    "roas_den" bigint,
    "project" bigint,
    "product" bigint,
    "from_day" date,
    "to_day" date,
    "currency" text
) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;
comment on function revops_revenue_profit_rows(bytea, text) is
    'profit and ROAS on net';

-- names: texts by their keys

create function revops__names_merge_combine(internal, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_combine' language c immutable parallel safe;
create function revops__names_merge_save(internal) returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_save' language c immutable parallel safe strict;
create function revops__names_merge_load(bytea, internal) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_load' language c immutable parallel safe strict;

create function revops__names_step(internal, text) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_step' language c immutable parallel safe;
create aggregate revops_names(text) (
    sfunc = revops__names_step, stype = internal,
    finalfunc = revops__names_merge_save,
    combinefunc = revops__names_merge_combine,
    serialfunc = revops__names_merge_save, deserialfunc = revops__names_merge_load,
    parallel = safe
);
comment on aggregate revops_names(text) is
    'texts into a state of names';

create function revops__names_merge_step(internal, bytea) returns internal
    as 'MODULE_PATHNAME', 'revops_pg_merge' language c immutable parallel safe;
create aggregate revops_names_merge(bytea) (
    sfunc = revops__names_merge_step, stype = internal,
    finalfunc = revops__names_merge_save,
    combinefunc = revops__names_merge_combine,
    serialfunc = revops__names_merge_save, deserialfunc = revops__names_merge_load,
    parallel = safe
);
comment on aggregate revops_names_merge(bytea) is
    'states into one';

-- functions of one row

create function revops_convert("rates" bytea, "amount_minor" bigint, "from_currency" text, "to_currency" text, "day" date,
    out "amount_minor" bigint,
    out "rate_num" bigint,
    out "rate_den" bigint,
    out "residue_num" bigint,
    out "residue_den" bigint,
    out "rate_day" date)
    returns record
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_convert(bytea, bigint, text, text, date) is
    'an amount in another currency, with the proof of it';

create function revops_convert("rates" bytea, "amount_minor" bigint, "from_currency" text, "to_currency" text, "day" date, "mode" text,
    out "amount_minor" bigint,
    out "rate_num" bigint,
    out "rate_den" bigint,
    out "residue_num" bigint,
    out "residue_den" bigint,
    out "rate_day" date)
    returns record
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_convert(bytea, bigint, text, text, date, text) is
    'an amount in another currency, with the proof of it';

create function revops_currency_exponent("currency" text)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_currency_exponent(text) is
    'decimals of a currency''s minor unit';

create function revops_key("text" text)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_key(text) is
    'the key of a text';

create function revops_money_format("amount_minor" bigint, "currency" text)
    returns text
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_money_format(bigint, text) is
    'minor units as a decimal';

create function revops_money_parse("text" text, "currency" text)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_money_parse(text, text) is
    'minor units of a decimal';

create function revops_month("day" date)
    returns text
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_month(date) is
    'the month of a day';

create function revops_name("names" bytea, "key" bigint)
    returns text
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_name(bytea, bigint) is
    'the text of a key, null when it is unknown';

create function revops_round("num" bigint, "den" bigint)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_round(bigint, bigint) is
    'num / den rounded to a multiple of step';

create function revops_round("num" bigint, "den" bigint, "mode" text)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_round(bigint, bigint, text) is
    'num / den rounded to a multiple of step';

create function revops_round("num" bigint, "den" bigint, "mode" text, "step" bigint)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_round(bigint, bigint, text, bigint) is
    'num / den rounded to a multiple of step';

create function revops_scale("amount_minor" bigint, "num" bigint, "den" bigint)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_scale(bigint, bigint, bigint) is
    'amount x num / den, rounded once';

create function revops_scale("amount_minor" bigint, "num" bigint, "den" bigint, "mode" text)
    returns bigint
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_scale(bigint, bigint, bigint, text) is
    'amount x num / den, rounded once';

create function revops_sha256("bytes" bytea)
    returns bytea
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_sha256(bytea) is
    'SHA-256 of bytes, or of a text in UTF-8';

create function revops_version()
    returns text
    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel safe;
comment on function revops_version() is
    'version of the library';
