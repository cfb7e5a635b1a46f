/* The same rows in every format, byte for byte. */
#include "check.h"

#include "written.h"

static const char *const texts[] = {"sepay", "a|b, \"c\" <d> & \xC3\xA9", "x\ny"};
static const written_names names = {texts, 3};

/* 2026-01-01, -02-01, -03-01 are the days 20454, 20485, 20513. */
#define USD 0x55534400u
static const written_sale sales[] = {
    {{3, 5, REVOPS_RATIO_OK, 0}, 1, 120000, 45, USD, 20454},
    {{1, 3, REVOPS_RATIO_OK, 0}, 2, -5, 0, USD, 20485},
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, 3, 123456789012345, 7, USD, 20513},
};

static revops_writer_options options_of(int32_t format, uint32_t flags) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    options.format = format;
    options.flags = flags;
    options.resolver = written_resolve;
    options.resolver_user = (void *)(uintptr_t)&names;
    return options;
}

static void expect(const revops_shape *shape, const revops_writer_options *options,
                   const void *rows, size_t count, const char *text) {
    written w = {0};
    revops_error err;
    assert_int_equal(written_rows(&w, shape, options, rows, count, 0, &err), REVOPS_OK);
    assert_string_equal(w.text, text);
    written_close(&w);
}

static void expect_sales(int32_t format, const char *text) {
    const revops_writer_options options = options_of(format, 0);
    expect(&written_sale_shape, &options, sales, 3, text);
}

static void json_has_one_object_a_line(void **state) {
    (void)state;
    expect_sales(REVOPS_FORMAT_JSON,
                 "[\n"
                 "{\"platform\":\"sepay\",\"currency\":\"USD\",\"from_day\":\"2026-01-01\","
                 "\"revenue_minor\":120000,\"transactions\":45,"
                 "\"share_num\":3,\"share_den\":5,\"share\":0.6},\n"
                 "{\"platform\":\"a|b, \\\"c\\\" <d> & \xC3\xA9\",\"currency\":\"USD\","
                 "\"from_day\":\"2026-02-01\",\"revenue_minor\":-5,\"transactions\":0,"
                 "\"share_num\":1,\"share_den\":3,\"share\":0.333333},\n"
                 "{\"platform\":\"x\\ny\",\"currency\":\"USD\",\"from_day\":\"2026-03-01\","
                 "\"revenue_minor\":123456789012345,\"transactions\":7,"
                 "\"share_num\":null,\"share_den\":null,\"share\":null}\n"
                 "]\n");
}

static void csv_quotes_only_what_needs_it(void **state) {
    (void)state;
    expect_sales(REVOPS_FORMAT_CSV,
                 "platform,currency,from_day,revenue_minor,transactions,share_num,share_den\r\n"
                 "sepay,USD,2026-01-01,120000,45,3,5\r\n"
                 "\"a|b, \"\"c\"\" <d> & \xC3\xA9\",USD,2026-02-01,-5,0,1,3\r\n"
                 "\"x\ny\",USD,2026-03-01,123456789012345,7,,\r\n");
}

static void markdown_escapes_pipes(void **state) {
    (void)state;
    expect_sales(REVOPS_FORMAT_MARKDOWN,
                 "| platform | currency | from_day | revenue_minor | transactions | share |\n"
                 "|---|---|---|---:|---:|---:|\n"
                 "| sepay | USD | 2026-01-01 | 1200.00 | 45 | 0.6 |\n"
                 "| a\\|b, \"c\" <d> & \xC3\xA9 | USD | 2026-02-01 | -0.05 | 0 | 0.333333 |\n"
                 "| x y | USD | 2026-03-01 | 1234567890123.45 | 7 |  |\n");
}

static void ascii_aligns_and_leaves_no_blank_at_the_end(void **state) {
    (void)state;
    expect_sales(
        REVOPS_FORMAT_ASCII,
        "platform          currency  from_day           revenue_minor  transactions     share\n"
        "----------------  --------  ----------  --------------------  ------------  --------\n"
        "sepay             USD       2026-01-01              1,200.00            45       0.6\n"
        "a|b, \"c\" <d> & \xC3\xA9  USD       2026-02-01                 -0.05             0  "
        "0.333333\n"
        "x y               USD       2026-03-01  1,234,567,890,123.45             7\n");
}

static void html_is_one_table(void **state) {
    (void)state;
    expect_sales(REVOPS_FORMAT_HTML,
                 "<table class=\"revops\">\n<thead>\n"
                 "<tr><th scope=\"col\">platform</th><th scope=\"col\">currency</th>"
                 "<th scope=\"col\">from_day</th><th scope=\"col\" class=\"n\">revenue_minor</th>"
                 "<th scope=\"col\" class=\"n\">transactions</th>"
                 "<th scope=\"col\" class=\"n\">share</th></tr>\n"
                 "</thead>\n<tbody>\n"
                 "<tr><td>sepay</td><td>USD</td><td>2026-01-01</td><td class=\"n\">1,200.00</td>"
                 "<td class=\"n\">45</td><td class=\"n\">0.6</td></tr>\n"
                 "<tr><td>a|b, &quot;c&quot; &lt;d&gt; &amp; \xC3\xA9</td><td>USD</td>"
                 "<td>2026-02-01</td><td class=\"n\">-0.05</td><td class=\"n\">0</td>"
                 "<td class=\"n\">0.333333</td></tr>\n"
                 "<tr><td>x\ny</td><td>USD</td><td>2026-03-01</td>"
                 "<td class=\"n\">1,234,567,890,123.45</td><td class=\"n\">7</td>"
                 "<td class=\"n\"></td></tr>\n"
                 "</tbody>\n</table>\n");
}

static void plain_has_tabs(void **state) {
    (void)state;
    expect_sales(REVOPS_FORMAT_PLAIN,
                 "platform\tcurrency\tfrom_day\trevenue_minor\ttransactions\tshare\n"
                 "sepay\tUSD\t2026-01-01\t1200.00\t45\t0.6\n"
                 "a|b, \"c\" <d> & \xC3\xA9\tUSD\t2026-02-01\t-0.05\t0\t0.333333\n"
                 "x y\tUSD\t2026-03-01\t1234567890123.45\t7\t\n");
}

static void no_rows_still_have_a_head(void **state) {
    revops_writer_options options = options_of(REVOPS_FORMAT_JSON, 0);
    const uint32_t fields[] = {0, 4};
    (void)state;
    expect(&written_sale_shape, &options, NULL, 0, "[]\n");
    options.flags = REVOPS_WRITER_TOTALS;
    expect(&written_sale_shape, &options, NULL, 0, "{\"rows\":[]}\n");
    options.fields = fields;
    options.field_count = 2;
    options.format = REVOPS_FORMAT_CSV;
    expect(&written_sale_shape, &options, NULL, 0, "platform,transactions\r\n");
    options.format = REVOPS_FORMAT_ASCII;
    expect(&written_sale_shape, &options, NULL, 0,
           "platform  transactions\n--------  ------------\n");
    options.format = REVOPS_FORMAT_MARKDOWN;
    expect(&written_sale_shape, &options, NULL, 0, "| platform | transactions |\n|---|---:|\n");
    options.format = REVOPS_FORMAT_HTML;
    expect(&written_sale_shape, &options, NULL, 0,
           "<table class=\"revops\">\n<thead>\n<tr><th scope=\"col\">platform</th>"
           "<th scope=\"col\" class=\"n\">transactions</th></tr>\n</thead>\n<tbody>\n</tbody>\n"
           "</table>\n");
}

static void fields_choose_columns_and_their_order(void **state) {
    const uint32_t fields[] = {0, 4, 3};
    const written_sale rows[] = {sales[0], sales[2]};
    revops_writer_options options = options_of(REVOPS_FORMAT_MARKDOWN, REVOPS_WRITER_TOTALS);
    (void)state;
    options.fields = fields;
    options.field_count = 3;
    expect(&written_sale_shape, &options, rows, 2,
           "| platform | transactions | revenue_minor |\n|---|---:|---:|\n"
           "| sepay | 45 | 1200.00 |\n| x y | 7 | 1234567890123.45 |\n"
           "| **Total** | **52** | **1234567891323.45** |\n");
}

static void html_has_a_caption_and_a_foot(void **state) {
    const uint32_t fields[] = {0, 1, 3};
    revops_writer_options options = options_of(REVOPS_FORMAT_HTML, REVOPS_WRITER_TOTALS);
    (void)state;
    options.fields = fields;
    options.field_count = 3;
    options.title = "Fees & shares";
    expect(&written_sale_shape, &options, sales, 2,
           "<table class=\"revops\">\n<caption>Fees &amp; shares</caption>\n<thead>\n"
           "<tr><th scope=\"col\">platform</th><th scope=\"col\">currency</th>"
           "<th scope=\"col\" class=\"n\">revenue_minor</th></tr>\n</thead>\n<tbody>\n"
           "<tr><td>sepay</td><td>USD</td><td class=\"n\">1,200.00</td></tr>\n"
           "<tr><td>a|b, &quot;c&quot; &lt;d&gt; &amp; \xC3\xA9</td><td>USD</td>"
           "<td class=\"n\">-0.05</td></tr>\n</tbody>\n<tfoot>\n"
           "<tr><td>Total</td><td></td><td class=\"n\">1,199.95</td></tr>\n</tfoot>\n</table>\n");
}

static void json_totals_are_a_member_of_an_object(void **state) {
    const uint32_t fields[] = {0, 3, 4};
    revops_writer_options options = options_of(REVOPS_FORMAT_JSON, REVOPS_WRITER_TOTALS);
    (void)state;
    options.fields = fields;
    options.field_count = 3;
    expect(&written_sale_shape, &options, sales, 2,
           "{\"rows\":[\n"
           "{\"platform\":\"sepay\",\"revenue_minor\":120000,\"transactions\":45},\n"
           "{\"platform\":\"a|b, \\\"c\\\" <d> & \xC3\xA9\",\"revenue_minor\":-5,"
           "\"transactions\":0}\n],\n"
           "\"total\":{\"currency\":\"USD\",\"revenue_minor\":119995,\"transactions\":45}}\n");
    options.flags |= REVOPS_WRITER_MEMBERS;
    expect(&written_sale_shape, &options, sales, 1,
           "\"rows\":[\n{\"platform\":\"sepay\",\"revenue_minor\":120000,\"transactions\":45}\n],\n"
           "\"total\":{\"currency\":\"USD\",\"revenue_minor\":120000,\"transactions\":45}");
    options.flags = REVOPS_WRITER_MEMBERS;
    expect(&written_sale_shape, &options, sales, 1,
           "\"rows\":[\n{\"platform\":\"sepay\",\"revenue_minor\":120000,\"transactions\":45}\n]");
}

static void pretty_json_has_two_blanks_a_level(void **state) {
    const uint32_t fields[] = {0, 4};
    revops_writer_options options = options_of(REVOPS_FORMAT_JSON, REVOPS_WRITER_PRETTY);
    (void)state;
    options.fields = fields;
    options.field_count = 2;
    expect(&written_sale_shape, &options, sales, 1,
           "[\n  {\n    \"platform\": \"sepay\",\n    \"transactions\": 45\n  }\n]\n");
    options.flags |= REVOPS_WRITER_TOTALS;
    expect(
        &written_sale_shape, &options, sales, 1,
        "{\n  \"rows\": [\n    {\n      \"platform\": \"sepay\",\n      \"transactions\": 45\n"
        "    }\n  ],\n  \"total\": {\n    \"currency\": \"USD\",\n    \"transactions\": 45\n  }\n"
        "}\n");
    expect(&written_sale_shape, &options, NULL, 0, "{\n  \"rows\": []\n}\n");
}

/* --- several currencies --- */

static const written_sale mixed[] = {
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, 1, 2000, 1, USD, 20454},
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, 1, 1000, 2, 0x47425000u, 20454},
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, 1, 30, 3, USD, 20454},
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, 1, 5, 4, 0x47425000u, 20454},
};

static void several_currencies_have_no_total(void **state) {
    const uint32_t fields[] = {1, 3};
    revops_writer_options options = options_of(REVOPS_FORMAT_MARKDOWN, REVOPS_WRITER_TOTALS);
    (void)state;
    options.fields = fields;
    options.field_count = 2;
    expect(&written_sale_shape, &options, mixed, 3,
           "| currency | revenue_minor |\n|---|---:|\n| USD | 20.00 |\n| GBP | 10.00 |\n"
           "| USD | 0.30 |\n");
    options.format = REVOPS_FORMAT_JSON;
    expect(&written_sale_shape, &options, mixed, 3,
           "{\"rows\":[\n{\"currency\":\"USD\",\"revenue_minor\":2000},\n"
           "{\"currency\":\"GBP\",\"revenue_minor\":1000},\n"
           "{\"currency\":\"USD\",\"revenue_minor\":30}\n]}\n");
}

static void totals_by_currency_are_ordered_by_code(void **state) {
    const uint32_t fields[] = {0, 1, 3};
    revops_writer_options options =
        options_of(REVOPS_FORMAT_ASCII, REVOPS_WRITER_TOTALS | REVOPS_WRITER_BY_CURRENCY);
    (void)state;
    options.fields = fields;
    options.field_count = 3;
    expect(&written_sale_shape, &options, mixed, 4,
           "platform   currency  revenue_minor\n"
           "---------  --------  -------------\n"
           "sepay      USD               20.00\n"
           "sepay      GBP               10.00\n"
           "sepay      USD                0.30\n"
           "sepay      GBP                0.05\n"
           "---------  --------  -------------\n"
           "Total GBP  GBP               10.05\n"
           "Total USD  USD               20.30\n");
    options.format = REVOPS_FORMAT_JSON;
    options.flags |= REVOPS_WRITER_MEMBERS;
    expect(&written_sale_shape, &options, mixed, 2,
           "\"rows\":[\n"
           "{\"platform\":\"sepay\",\"currency\":\"USD\",\"revenue_minor\":2000},\n"
           "{\"platform\":\"sepay\",\"currency\":\"GBP\",\"revenue_minor\":1000}\n],\n"
           "\"total\":[\n{\"currency\":\"GBP\",\"revenue_minor\":1000},\n"
           "{\"currency\":\"USD\",\"revenue_minor\":2000}\n]");
    options.flags |= REVOPS_WRITER_PRETTY;
    options.fields = fields + 2;
    options.field_count = 1;
    expect(&written_sale_shape, &options, mixed, 2,
           "\"rows\": [\n    {\n      \"revenue_minor\": 2000\n    },\n"
           "    {\n      \"revenue_minor\": 1000\n    }\n  ],\n  \"total\": [\n"
           "    {\n      \"currency\": \"GBP\",\n      \"revenue_minor\": 1000\n    },\n"
           "    {\n      \"currency\": \"USD\",\n      \"revenue_minor\": 2000\n    }\n  ]");
}

/* --- every unit --- */

typedef struct customer_row {
    uint64_t customer;
    double score;
    int64_t value_minor;
    uint32_t currency;
    int32_t known;
    int32_t month;
    int32_t reserved0;
} customer_row;

static const revops_field customer_fields[] = {
    REVOPS__FIELD(customer_row, customer, REVOPS_UNIT_KEY, "who"),
    REVOPS__FIELD(customer_row, score, REVOPS_UNIT_NONE, "how likely"),
    REVOPS__FIELD(customer_row, known, REVOPS_UNIT_FLAG, "whether"),
    REVOPS__FIELD(customer_row, month, REVOPS_UNIT_MONTH, "when"),
    REVOPS__FIELD(customer_row, value_minor, REVOPS_UNIT_MINOR, "worth"),
    REVOPS__FIELD(customer_row, currency, REVOPS_UNIT_CURRENCY, "of the worth"),
    REVOPS__RESERVED(customer_row, reserved0),
};
static const revops_shape customer_shape =
    REVOPS__SHAPE(customer_row, "customer", "a customer", customer_fields, REVOPS_SHAPE_RECORD);

static const customer_row customers[] = {
    {7, 0.1, 1000, 0x4A505900u, 1, 672, 0},
    {UINT64_MAX, 0.3333333333333333, 1000, 0x4B574400u, 0, -1, 0},
    {9007199254740993u, -2.5e-9, INT64_MAX, 0x45555200u, 1, 683, 0},
};

static void integers_beyond_two_to_the_53_are_strings(void **state) {
    const revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    expect(&customer_shape, &options, customers, 3,
           "[\n{\"customer\":7,\"score\":0.1,\"known\":true,\"month\":\"2026-01\","
           "\"value_minor\":1000,\"currency\":\"JPY\"},\n"
           "{\"customer\":\"18446744073709551615\",\"score\":0.333333333333,\"known\":false,"
           "\"month\":\"1969-12\",\"value_minor\":1000,\"currency\":\"KWD\"},\n"
           "{\"customer\":\"9007199254740993\",\"score\":-2.5e-9,\"known\":true,"
           "\"month\":\"2026-12\",\"value_minor\":\"9223372036854775807\","
           "\"currency\":\"EUR\"}\n]\n");
}

static void yen_have_no_decimals_and_dinar_three(void **state) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    options.format = REVOPS_FORMAT_ASCII;
    options.flags = REVOPS_WRITER_TOTALS;
    expect(
        &customer_shape, &options, customers, 3,
        "customer                       score  known  month                  value_minor  "
        "currency\n"
        "--------------------  --------------  -----  -------  -------------------------  "
        "--------\n"
        "7                                0.1  true   2026-01                      1,000  JPY\n"
        "18446744073709551615  0.333333333333  false  1969-12                      1.000  KWD\n"
        "9007199254740993             -2.5e-9  true   2026-12  92,233,720,368,547,758.07  EUR\n");
}

typedef struct odd_row {
    int64_t seen_ns;
    const char *note;
    int64_t bucket_minor[2];
    revops_ratio rates[2];
    int64_t rate_num, rate_den;
    uint8_t digest[4];
    char name[8];
    uint32_t flags;
    int32_t status;
    int16_t small;
    uint8_t tiny;
    int8_t reserved0[5];
} odd_row;

static const revops_word odd_words[] = {{"open", "still", 1, 0}, {"closed", "no more", 2, 0}};
static const revops_field odd_fields[] = {
    REVOPS__FIELD(odd_row, seen_ns, REVOPS_UNIT_NS, "when"),
    REVOPS__FIELD(odd_row, note, REVOPS_UNIT_TEXT, "a remark"),
    REVOPS__ARRAY(odd_row, bucket_minor, REVOPS_UNIT_MINOR, "per bucket"),
    REVOPS__ARRAY(odd_row, rates, REVOPS_UNIT_RATIO, "per bucket"),
    REVOPS__FIELD(odd_row, rate_num, REVOPS_UNIT_NUM, "rate"),
    REVOPS__FIELD(odd_row, rate_den, REVOPS_UNIT_DEN, "rate"),
    REVOPS__ARRAY(odd_row, digest, REVOPS_UNIT_DIGEST, "hash"),
    REVOPS__BYTES(odd_row, name, REVOPS_UNIT_NONE, "bucket name"),
    REVOPS__MASK(odd_row, flags, odd_words, "marks"),
    REVOPS__ENUM(odd_row, status, odd_words, 0, "state"),
    REVOPS__FIELD(odd_row, small, REVOPS_UNIT_NONE, "a small number"),
    REVOPS__FIELD(odd_row, tiny, REVOPS_UNIT_COUNT, "a tiny count"),
    REVOPS__ARRAY(odd_row, reserved0, REVOPS_UNIT_RESERVED, "zero"),
};
static const revops_shape odd_shape =
    REVOPS__SHAPE(odd_row, "odd", "every other unit", odd_fields, REVOPS_SHAPE_RECORD);

static const odd_row odds[] = {
    {0,
     "a\tb\"\x01\x7f",
     {1, -2},
     {{1, 2, REVOPS_RATIO_OK, 0}, {0, 0, REVOPS_RATIO_UNDEFINED, 0}},
     27,
     25,
     {0x00, 0xab, 0xff, 0x10},
     "1-30",
     3,
     2,
     -32768,
     255,
     {0}},
    {INT64_MAX,
     NULL,
     {0, 0},
     {{-1, 1, REVOPS_RATIO_OK, 0}, {2, 3, REVOPS_RATIO_OK, 0}},
     0,
     0,
     {0},
     "12345678",
     8,
     -4,
     0,
     0,
     {0}},
};

static void every_other_unit_has_its_json(void **state) {
    const revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    expect(&odd_shape, &options, odds, 2,
           "[\n{\"seen_ns\":\"1970-01-01T00:00:00Z\",\"note\":\"a\\tb\\\"\\u0001\\u007f\","
           "\"bucket_minor_0\":1,\"bucket_minor_1\":-2,"
           "\"rates_0_num\":1,\"rates_0_den\":2,\"rates_0\":0.5,"
           "\"rates_1_num\":null,\"rates_1_den\":null,\"rates_1\":null,"
           "\"rate_num\":27,\"rate_den\":25,\"digest\":\"00abff10\",\"name\":\"1-30\","
           "\"flags\":[\"open\",\"closed\"],\"status\":\"closed\",\"small\":-32768,\"tiny\":255},\n"
           "{\"seen_ns\":\"2262-04-11T23:47:16.854775807Z\",\"note\":null,"
           "\"bucket_minor_0\":0,\"bucket_minor_1\":0,"
           "\"rates_0_num\":-1,\"rates_0_den\":1,\"rates_0\":-1,"
           "\"rates_1_num\":2,\"rates_1_den\":3,\"rates_1\":0.666667,"
           "\"rate_num\":0,\"rate_den\":0,\"digest\":\"00000000\",\"name\":\"12345678\","
           "\"flags\":[\"8\"],\"status\":\"-4\",\"small\":0,\"tiny\":0}\n]\n");
}

static void every_other_unit_has_its_text(void **state) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    options.format = REVOPS_FORMAT_PLAIN;
    options.currency = USD;
    expect(&odd_shape, &options, odds, 2,
           "seen_ns\tnote\tbucket_minor_0\tbucket_minor_1\trates_0\trates_1\trate_num\trate_den\t"
           "digest\tname\tflags\tstatus\tsmall\ttiny\n"
           "1970-01-01T00:00:00Z\ta b\"  \t0.01\t-0.02\t0.5\t\t27\t25\t00abff10\t1-30\t"
           "open closed\tclosed\t-32768\t255\n"
           "2262-04-11T23:47:16.854775807Z\t\t0.00\t0.00\t-1\t0.666667\t0\t0\t00000000\t12345678\t"
           "8\t-4\t0\t0\n");
}

static void pretty_json_breaks_the_words_of_a_mask(void **state) {
    const uint32_t fields[] = {8};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    odd_row row = odds[0];
    (void)state;
    options.flags = REVOPS_WRITER_PRETTY;
    options.fields = fields;
    options.field_count = 1;
    expect(&odd_shape, &options, &row, 1,
           "[\n  {\n    \"flags\": [\n      \"open\",\n      \"closed\"\n    ]\n  }\n]\n");
    row.flags = 0;
    expect(&odd_shape, &options, &row, 1, "[\n  {\n    \"flags\": []\n  }\n]\n");
}

typedef struct small_row {
    uint32_t flags;
    uint16_t wide;
    int8_t narrow;
    uint8_t digest;
} small_row;

static const revops_field small_fields[] = {
    {"a \"b\"|<c>", "", NULL, 0, offsetof(small_row, narrow), 1, 0, REVOPS_TYPE_INT8,
     REVOPS_UNIT_NONE, 0, 0},
    REVOPS__FIELD(small_row, wide, REVOPS_UNIT_COUNT, "unsigned"),
    {"digest", "", NULL, 0, offsetof(small_row, digest), 1, 0, REVOPS_TYPE_BYTES,
     REVOPS_UNIT_DIGEST, 0, 0},
    REVOPS__MASK(small_row, flags, odd_words, "marks"),
};
static const revops_shape small_shape =
    REVOPS__SHAPE(small_row, "small", "small types", small_fields, REVOPS_SHAPE_RECORD);

static void names_of_fields_are_escaped_like_texts(void **state) {
    const small_row row = {5, 65535, -128, 0x0f};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    expect(&small_shape, &options, &row, 1,
           "[\n{\"a \\\"b\\\"|<c>\":-128,\"wide\":65535,\"digest\":\"0f\","
           "\"flags\":[\"open\",\"4\"]}\n]\n");
    options.format = REVOPS_FORMAT_CSV;
    expect(&small_shape, &options, &row, 1,
           "\"a \"\"b\"\"|<c>\",wide,digest,flags\r\n-128,65535,0f,open 4\r\n");
    options.format = REVOPS_FORMAT_MARKDOWN;
    expect(&small_shape, &options, &row, 1,
           "| a \"b\"\\|<c> | wide | digest | flags |\n|---:|---:|---|---|\n"
           "| -128 | 65535 | 0f | open 4 |\n");
}

static void a_lone_empty_cell_of_csv_is_a_line(void **state) {
    const uint32_t fields[] = {1};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    options.format = REVOPS_FORMAT_CSV;
    options.fields = fields;
    options.field_count = 1;
    expect(&odd_shape, &options, odds + 1, 1, "note\r\n\"\"\r\n");
}

static void key_zero_is_null_when_asked(void **state) {
    const uint32_t fields[] = {0};
    written_sale row = sales[0];
    revops_writer_options options = options_of(REVOPS_FORMAT_JSON, 0);
    (void)state;
    row.platform = 0;
    options.fields = fields;
    options.field_count = 1;
    expect(&written_sale_shape, &options, &row, 1, "[\n{\"platform\":\"\"}\n]\n");
    options.flags = REVOPS_WRITER_NULL_KEYS;
    expect(&written_sale_shape, &options, &row, 1, "[\n{\"platform\":null}\n]\n");
    options.resolver = NULL;
    expect(&written_sale_shape, &options, &row, 1, "[\n{\"platform\":null}\n]\n");
    options.format = REVOPS_FORMAT_PLAIN;
    expect(&written_sale_shape, &options, &row, 1, "platform\n\n");
    options.flags = 0;
    expect(&written_sale_shape, &options, &row, 1, "platform\n0\n");
}

static void ascii_trims_texts_that_end_with_blanks(void **state) {
    const char *const blanks[] = {"a  ", " \n", "  "};
    const written_names blank_names = {blanks, 3};
    const uint32_t fields[] = {4, 0};
    written_sale rows[3] = {sales[0], sales[1], sales[2]};
    revops_writer_options options = options_of(REVOPS_FORMAT_ASCII, 0);
    (void)state;
    options.resolver_user = (void *)(uintptr_t)&blank_names;
    options.fields = fields;
    options.field_count = 2;
    expect(&written_sale_shape, &options, rows, 3,
           "transactions  platform\n------------  --------\n          45  a\n           0\n"
           "           7\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_one_object_a_line),
        cmocka_unit_test(csv_quotes_only_what_needs_it),
        cmocka_unit_test(markdown_escapes_pipes),
        cmocka_unit_test(ascii_aligns_and_leaves_no_blank_at_the_end),
        cmocka_unit_test(html_is_one_table),
        cmocka_unit_test(plain_has_tabs),
        cmocka_unit_test(no_rows_still_have_a_head),
        cmocka_unit_test(fields_choose_columns_and_their_order),
        cmocka_unit_test(html_has_a_caption_and_a_foot),
        cmocka_unit_test(json_totals_are_a_member_of_an_object),
        cmocka_unit_test(pretty_json_has_two_blanks_a_level),
        cmocka_unit_test(several_currencies_have_no_total),
        cmocka_unit_test(totals_by_currency_are_ordered_by_code),
        cmocka_unit_test(integers_beyond_two_to_the_53_are_strings),
        cmocka_unit_test(yen_have_no_decimals_and_dinar_three),
        cmocka_unit_test(every_other_unit_has_its_json),
        cmocka_unit_test(every_other_unit_has_its_text),
        cmocka_unit_test(pretty_json_breaks_the_words_of_a_mask),
        cmocka_unit_test(names_of_fields_are_escaped_like_texts),
        cmocka_unit_test(a_lone_empty_cell_of_csv_is_a_line),
        cmocka_unit_test(key_zero_is_null_when_asked),
        cmocka_unit_test(ascii_trims_texts_that_end_with_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
