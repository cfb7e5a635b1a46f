-- What stands beside transactions: commissions, rules of splits, settlements of parties.
-- Rows without an id of their own are known by one that is made from what names them.
CREATE TABLE commissions (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    commission TEXT NOT NULL,
    platform INTEGER NOT NULL,
    economic_day INTEGER NOT NULL,
    basis INTEGER NOT NULL,
    asset_class INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    commission_minor INTEGER NOT NULL,
    reported INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT;

CREATE TABLE commission_rates (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    commission_rate TEXT NOT NULL,
    platform INTEGER NOT NULL,
    basis INTEGER NOT NULL,
    asset_class INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    rate_num INTEGER NOT NULL CHECK (rate_num >= 0),
    rate_den INTEGER NOT NULL CHECK (rate_den > 0),
    PRIMARY KEY (tenant, key)
) STRICT;

CREATE TABLE commission_settlements (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    commission_settlement TEXT NOT NULL,
    platform INTEGER NOT NULL,
    day INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT;

-- The order of rules is content: it is that of their first import (rowid).
CREATE TABLE splits (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    rule TEXT NOT NULL,
    product INTEGER NOT NULL,
    step INTEGER NOT NULL,
    party INTEGER NOT NULL,
    role INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    share_num INTEGER NOT NULL,
    share_den INTEGER NOT NULL CHECK (share_den > 0),
    source INTEGER NOT NULL,
    basis INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    fixed_minor INTEGER NOT NULL,
    floor_minor INTEGER NOT NULL,
    cap_minor INTEGER NOT NULL,
    from_minor INTEGER NOT NULL,
    to_minor INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT;

CREATE TABLE settlements (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    settlement TEXT NOT NULL,
    party INTEGER NOT NULL,
    day INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT;

-- Refunds of some providers name the payment by its second name.
CREATE INDEX transactions_charge ON transactions (tenant, platform, charge)
WHERE charge IS NOT NULL AND kind = 0;
