-- The base of the store. Amounts are minor units of the row's currency, currencies are packed codes,
-- days count from 1970-01-01. A column `key` is the library's 64-bit key of what a record is known by;
-- a column that names something (customer, product, ...) holds the key of a text in `names`, 0 for none.

CREATE TABLE tenants (
    tenant INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    currency INTEGER NOT NULL
) STRICT;

-- Decimals of a currency where the tenant keeps it other than ISO 4217 says.
CREATE TABLE tenant_currencies (
    tenant INTEGER NOT NULL REFERENCES tenants (tenant),
    currency INTEGER NOT NULL,
    exponent INTEGER NOT NULL,
    PRIMARY KEY (tenant, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE names (
    tenant INTEGER NOT NULL REFERENCES tenants (tenant),
    key INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

-- Rows lie in the order of import and the narrow index finds them by key: keys are hashes, and rows in
-- the order of hashes would touch another page for each row of an import.
CREATE TABLE transactions (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    "transaction" TEXT NOT NULL,
    platform INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    status TEXT,
    economic_day INTEGER NOT NULL,
    available_day INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    product INTEGER NOT NULL,
    project INTEGER NOT NULL,
    subscription INTEGER NOT NULL,
    original TEXT,
    payout TEXT,
    stream INTEGER NOT NULL,
    charge TEXT,
    PRIMARY KEY (tenant, key),
    CHECK (gross_minor = tax_minor + fee_minor + net_minor)
) STRICT;

CREATE TABLE transaction_lines (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    line INTEGER NOT NULL,
    product INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, key, line),
    FOREIGN KEY (tenant, key) REFERENCES transactions (tenant, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE payouts (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    payout TEXT NOT NULL,
    platform INTEGER NOT NULL,
    day INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    status TEXT,
    PRIMARY KEY (tenant, key)
) STRICT;

CREATE TABLE spend (
    tenant INTEGER NOT NULL,
    key INTEGER NOT NULL,
    spend TEXT NOT NULL,
    project INTEGER NOT NULL,
    product INTEGER NOT NULL,
    economic_day INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT;

CREATE TABLE fx_rates (
    tenant INTEGER NOT NULL,
    day INTEGER NOT NULL,
    from_currency INTEGER NOT NULL,
    to_currency INTEGER NOT NULL,
    rate_num INTEGER NOT NULL CHECK (rate_num > 0),
    rate_den INTEGER NOT NULL CHECK (rate_den > 0),
    PRIMARY KEY (tenant, day, from_currency, to_currency)
) STRICT, WITHOUT ROWID;

-- The history of the store: one row per file, in the order of import.
CREATE TABLE imports (
    tenant INTEGER NOT NULL,
    number INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    layout TEXT NOT NULL,
    read INTEGER NOT NULL,
    new INTEGER NOT NULL,
    same INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    PRIMARY KEY (tenant, number)
) STRICT;
