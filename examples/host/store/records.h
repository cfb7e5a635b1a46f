/* The records of the store: rows as people read them, one struct for each table. */
#ifndef HOST_RECORDS_H
#define HOST_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "revops/shape.h"

/* A text that somebody else owns: UTF-8, not NUL-terminated; size 0 is an absent one. */
typedef struct host_text {
    const char *data;
    size_t size;
} host_text;

/* A text literal as a host_text. */
#define HOST_TEXT(literal) ((host_text){literal, sizeof(literal) - 1})

/* One row of `transactions`. Known by platform and transaction; status and payout may move during
 * the life of a record. Always gross = tax + fee + net. */
typedef struct host_transaction {
    host_text transaction, platform; /* never empty */
    host_text status;                /* "completed", or the provider's word */
    host_text customer, product, project, subscription, original, payout, stream;
    host_text charge; /* the provider's second name of a payment (Stripe charge_id) */
    int64_t gross_minor, tax_minor, fee_minor, net_minor;
    int32_t kind; /* revops_transaction_kind */
    int32_t economic_day, available_day;
    uint32_t currency;
} host_transaction;

/* One row of `transaction_lines`: known by its transaction and its number there, from 1. The lines
 * of a transaction sum to its gross; a line before its transaction is HOST_PUT_MISSING. */
typedef struct host_transaction_line {
    host_text transaction, platform; /* never empty */
    host_text product;
    int64_t quantity, amount_minor; /* amount in the currency of the transaction */
    int32_t line;
    uint32_t reserved0;
} host_transaction_line;

/* One row of `payouts`: known by platform and payout. */
typedef struct host_payout {
    host_text payout, platform; /* never empty */
    host_text status;
    int64_t amount_minor, fee_minor; /* what reaches the bank; what the payout itself cost */
    int64_t lines; /* rows it was put together from; 0: the provider does not say */
    int32_t day;
    uint32_t currency;
} host_payout;

/* One row of `spend`: known by its id. */
typedef struct host_spend {
    host_text spend; /* never empty */
    host_text project, product;
    int64_t amount_minor;
    int32_t economic_day;
    uint32_t currency;
} host_spend;

/* One row of `fx_rates`: one unit of from_currency is worth num / den units of to_currency. */
typedef struct host_rate {
    int64_t rate_num, rate_den;
    uint32_t from_currency, to_currency;
    int32_t day;
    uint32_t reserved0;
} host_rate;

/* One row of `imports`: the history of the store, one per file, numbered in the order of import. */
typedef struct host_import {
    host_text file, sha256, layout;
    uint64_t read, added, same, updated, changed, skipped;
} host_import;

/* One row of `commissions`: what referred customers did, known by platform and id. */
typedef struct host_commission {
    host_text commission, platform; /* never empty */
    host_text asset_class, customer;
    int64_t quantity;         /* hundredths; of basis revenue minor units */
    int64_t commission_minor; /* as the platform reported it */
    int32_t reported;         /* 1: it did */
    int32_t economic_day, basis;
    uint32_t currency;
} host_commission;

/* One row of `commission_rates`: what was agreed for a unit, in minor units, or a share. */
typedef struct host_commission_rate {
    host_text commission_rate, platform; /* never empty */
    host_text asset_class;               /* empty: all without a rate of their own */
    int64_t rate_num, rate_den;
    int32_t from_day, to_day, basis;
    uint32_t currency;
} host_commission_rate;

/* One row of `commission_settlements`: what a platform paid. */
typedef struct host_commission_settlement {
    host_text commission_settlement, platform; /* never empty */
    int64_t amount_minor;
    int32_t day;
    uint32_t currency;
} host_commission_settlement;

/* One row of `splits`: a revops_split_rule with its product and days. */
typedef struct host_split {
    host_text rule, party;     /* never empty */
    host_text product, source; /* empty: all others; the sale */
    int64_t share_num, share_den, fixed_minor, floor_minor, cap_minor, from_minor, to_minor;
    int32_t step, kind, role, basis, from_day, to_day;
    uint32_t currency; /* 0: any */
    uint32_t reserved0;
} host_split;

/* One row of `settlements`: what was paid to a party. */
typedef struct host_settlement {
    host_text settlement, party; /* never empty */
    int64_t amount_minor;
    int32_t day;
    uint32_t currency;
} host_settlement;

/* The words of commissions and splits, as files write them. */
enum { HOST_COMMISSION_BASES = 4, HOST_RULE_KINDS = 3, HOST_ROLES = 6, HOST_SPLIT_BASES = 3 };
extern const revops_word host_commission_bases[HOST_COMMISSION_BASES],
    host_rule_kinds[HOST_RULE_KINDS], host_roles[HOST_ROLES], host_split_bases[HOST_SPLIT_BASES];

#endif
