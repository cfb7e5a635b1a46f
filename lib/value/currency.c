/* Currency codes and the decimals of their minor units. */
#include "revops/money.h"

#include <string.h>

#include "base/error.h"
#include "base/host.h"
#include "base/text.h"
#include "value/money.h"

/* ISO 4217, every active code and those withdrawn since 2000, in ascending order: three letters and
 * the number of decimals. Codes without a minor unit (metals, bond units, XDR, XTS, XXX) are not
 * here. Source: ISO 4217 lists one and three of the maintenance agency; decimals of codes that the
 * euro or a redenomination replaced as of their last list. */
static const char currency_iso[] =
    "ADP0AED2AFA2AFN2ALL2AMD2ANG2AOA2AON2AOR2ARS2ATS2AUD2AWG2AYM2AZM2AZN2BAM2"
    "BBD2BDT2BEF0BGL2BGN2BHD3BIF0BMD2BND2BOB2BOV2BRL2BSD2BTN2BWP2BYB0BYN2BYR0"
    "BZD2CAD2CDF2CHC2CHE2CHF2CHW2CLF4CLP0CNY2COP2COU2CRC2CSD2CUC2CUP2CVE2CYP2"
    "CZK2DEM2DJF0DKK2DOP2DZD2ECS2ECV2EEK2EGP2ERN2ESP0ETB2EUR2FIM2FJD2FKP2FRF2"
    "GBP2GEL2GHC2GHP2GHS2GIP2GMD2GNF0GRD0GTQ2GYD2HKD2HNL2HRK2HTG2HUF2IDR2IEP2"
    "ILS2INR2IQD3IRR2ISK0ITL0JMD2JOD3JPY0KES2KGS2KHR2KMF0KPW2KRW0KWD3KYD2KZT2"
    "LAK2LBP2LKR2LRD2LSL2LTL2LUF0LVL2LYD3MAD2MDL2MGA2MGF0MKD2MMK2MNT2MOP2MRO2"
    "MRU2MTL2MUR2MVR2MWK2MXN2MXV2MYR2MZM2MZN2NAD2NGN2NIO2NLG2NOK2NPR2NZD2OMR3"
    "PAB2PEN2PGK2PHP2PKR2PLN2PTE0PYG0QAR2ROL2RON2RSD2RUB2RUR2RWF0SAR2SBD2SCR2"
    "SDD2SDG2SEK2SGD2SHP2SIT2SKK2SLE2SLL2SOS2SRD2SRG2SSP2STD2STN2SVC2SYP2SZL2"
    "THB2TJR2TJS2TMM2TMT2TND3TOP2TPE0TRL0TRY2TTD2TWD2TZS2UAH2UGX0USD2USN2USS2"
    "UYI0UYU2UYW4UZS2VEB2VED2VEF2VES2VND0VUV0WST2XAD2XAF0XCD2XCG2XOF0XPF0YER2"
    "YUM2ZAR2ZMK2ZMW2ZWD2ZWG2ZWL2ZWN2ZWR2";
enum { CURRENCY_CELL = 4, CURRENCY_COUNT = (sizeof currency_iso - 1) / CURRENCY_CELL };

/* Decimals of a code of ISO 4217, or -1. */
static int32_t currency_iso_exponent(uint32_t currency) {
    size_t low = 0, high = CURRENCY_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const char *cell = currency_iso + middle * CURRENCY_CELL;
        uint32_t code = REVOPS_CURRENCY(cell[0], cell[1], cell[2], 0);
        if (code == currency)
            return cell[3] - '0';
        if (code < currency)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

/* Look a currency up in the host's definitions, all of which are checked. *exponent stays -1 when
 * there is none. */
static revops_status currency_defined(int32_t *exponent, uint32_t currency,
                                      const revops_currency_options *options, revops_error *err) {
    char code[4];
    if (!options->defs && options->def_count != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "defs",
                                "definitions for a def_count above 0", options->def_count);
    for (size_t i = 0; i < options->def_count; i++) {
        const revops_currency_def *def = &options->defs[i];
        if (revops__currency_unpack(code, def->currency) == 0)
            return revops__fail_u64(err, REVOPS_E_INVALID, i, "currency",
                                    "a packed code of one to four capitals or digits",
                                    def->currency);
        if (def->exponent < 0 || def->exponent > REVOPS__EXPONENT_MAX)
            return revops__fail_i64(err, REVOPS_E_INVALID, i, "exponent", "0 to 18", def->exponent);
        if (def->currency != currency)
            continue;
        if (*exponent >= 0 && *exponent != def->exponent)
            return revops__fail_i64(err, REVOPS_E_DUPLICATE, i, "exponent",
                                    "one exponent for one currency", def->exponent);
        *exponent = def->exponent;
    }
    return REVOPS_OK;
}

void revops_currency_options_init(revops_currency_options *options) {
    static const revops_currency_options init = REVOPS_CURRENCY_OPTIONS_INIT;
    if (options)
        *options = init;
}

revops_status revops_currency_parse(uint32_t *currency, const char *text, size_t size,
                                    revops_error *err) {
    size_t good = 0;
    revops_status status = revops__require(currency, "currency", err);
    if (status == REVOPS_OK)
        status = revops__require(text, "text", err);
    if (status != REVOPS_OK)
        return status;
    if (revops__currency_pack(currency, text, size))
        return REVOPS_OK;
    for (uint32_t prefix; good < size && revops__currency_pack(&prefix, text, good + 1);)
        good++;
    return revops__fail_at(err, REVOPS_E_INVALID, good, "text",
                           "expected one to four capitals or digits, a capital first");
}

revops_status revops_currency_format(char *out, size_t capacity, size_t *written, uint32_t currency,
                                     revops_error *err) {
    char code[4];
    size_t size = revops__currency_unpack(code, currency);
    if (written && size == 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "currency",
                                "a packed code of one to four capitals or digits", currency);
    return revops__text_out(out, capacity, written, code, size, err);
}

revops_status revops_currency_exponent(int32_t *exponent, uint32_t currency,
                                       const revops_currency_options *options, revops_error *err) {
    revops_currency_options own;
    char code[4];
    size_t size = revops__currency_unpack(code, currency);
    int32_t found = -1;
    revops_status status = revops__require(exponent, "exponent", err);
    if (status != REVOPS_OK)
        return status;
    if (size == 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "currency",
                                "a packed code of one to four capitals or digits", currency);
    if (options) {
        status = revops__take(&own, sizeof own, options, "options", err);
        if (status == REVOPS_OK)
            status = currency_defined(&found, currency, &own, err);
        if (status != REVOPS_OK)
            return status;
    }
    if (found < 0)
        found = currency_iso_exponent(currency);
    if (found < 0)
        return revops__fail_text(err, REVOPS_E_MISSING, REVOPS_NONE, "currency",
                                 "a currency of ISO 4217 with a minor unit, or one of defs", code,
                                 size);
    *exponent = found;
    return REVOPS_OK;
}

static const revops_field currency_def_fields[] = {
    REVOPS__FIELD(revops_currency_def, currency, REVOPS_UNIT_CURRENCY, "packed code"),
    REVOPS__FIELD(revops_currency_def, exponent, REVOPS_UNIT_COUNT, "decimals, 0 to 18"),
};
const revops_shape revops__shape_currency_def =
    REVOPS__SHAPE(revops_currency_def, "currency_def", "a currency as the host defines it",
                  currency_def_fields, REVOPS_SHAPE_RECORD);

static const revops_field currency_options_fields[] = {
    REVOPS__SIZE(revops_currency_options),
    REVOPS__FIELD(revops_currency_options, defs, REVOPS_UNIT_NONE, "the host's own currencies"),
    REVOPS__FIELD(revops_currency_options, def_count, REVOPS_UNIT_COUNT, "how many"),
};
const revops_shape revops__shape_currency_options =
    REVOPS__SHAPE(revops_currency_options, "currency_options", "currencies beside ISO 4217",
                  currency_options_fields, REVOPS_SHAPE_OPTIONS);
