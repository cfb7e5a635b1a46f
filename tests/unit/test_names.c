/* Names: keys that every worker agrees on, texts that come back, states that are the same bytes
 * whatever the order, and nothing left behind by a call that failed. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/names.h"
#include "base/shape.h"

/* --- a host that refuses its n-th allocation and stops at its n-th question --- */

typedef struct moody {
    int64_t allocations; /* until the refusal; negative: never */
    int64_t questions;   /* until the answer; negative: never */
    int32_t answer;
    int64_t bytes; /* held */
    uint64_t asked;
    revops_names *handle; /* called while it is busy */
} moody;

static void *moody_resize(void *user, void *block, size_t old_size, size_t new_size) {
    moody *host = user;
    void *resized;
    if (new_size == 0) {
        host->bytes -= (int64_t)old_size;
        free(block);
        return NULL;
    }
    if (host->allocations-- == 0)
        return NULL;
    resized = realloc(block, new_size);
    host->bytes += (int64_t)new_size - (int64_t)old_size;
    return resized;
}

static int32_t moody_progress(void *user, uint64_t done, uint64_t total) {
    moody *host = user;
    (void)done;
    (void)total;
    host->asked++;
    return host->questions-- == 0 ? host->answer : REVOPS_MORE;
}

static revops_host host_of(moody *user) {
    revops_host host = REVOPS_HOST_INIT;
    memset(user, 0, sizeof *user);
    user->allocations = user->questions = -1;
    host.user = user;
    host.resize = moody_resize;
    host.progress = moody_progress;
    return host;
}

static revops_names *created(const revops_host *host) {
    revops_names *names = NULL;
    assert_int_equal(revops_names_create(&names, host, NULL), REVOPS_OK);
    assert_non_null(names);
    return names;
}

static void add(revops_names *names, const char *text) {
    uint64_t key = 0;
    assert_int_equal(revops_names_add(names, &key, text, strlen(text), NULL), REVOPS_OK);
    assert_true(key == revops_key(text, strlen(text)));
}

/* The state, NUL-terminated hexadecimal, to be freed. */
static char *state_of(const revops_names *names) {
    static const char digits[] = "0123456789abcdef";
    size_t size = 0, written = 0;
    uint8_t *bytes;
    char *hex;
    assert_int_equal(revops_names_save(names, NULL, 0, &size, NULL), REVOPS_E_CAPACITY);
    bytes = malloc(size);
    hex = malloc(2 * size + 1);
    assert_non_null(bytes);
    assert_non_null(hex);
    assert_int_equal(revops_names_save(names, bytes, size, &written, NULL), REVOPS_OK);
    assert_int_equal(written, size);
    for (size_t i = 0; i < size; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * size] = '\0';
    free(bytes);
    return hex;
}

static void assert_state(const revops_names *names, const char *hex) {
    char *state = state_of(names);
    assert_string_equal(state, hex);
    free(state);
}

static void assert_same_state(const revops_names *a, const revops_names *b) {
    char *state = state_of(a);
    assert_state(b, state);
    free(state);
}

static void assert_text(const revops_names *names, const char *text) {
    char out[65536];
    size_t written = 0;
    assert_int_equal(
        revops_names_find(names, out, sizeof out, &written, revops_key(text, strlen(text)), NULL),
        REVOPS_OK);
    assert_string_equal(out, text);
    assert_int_equal(written, strlen(text));
}

/* States of the foundation cases fk-020 and fs-001. */
static const char two_names[] =
    "7265766f70731a0a4e414d450001000000000000000000240000000000000002022b33ad87c148a0000461636d6550"
    "b3cba71f7255630004626f6c74583b32706da4a32c";
static const char three_names[] =
    "7265766f70731a0a4e414d450001000000000000000000320000000000000003022b33ad87c148a0000461636d6550"
    "b3cba71f7255630004626f6c746272deecde720ffc0004636f6c64047c98d5e82c9e4d";

/* --- keys --- */

/* Foundation cases fk-001 to fk-004, fk-009, fk-015. */
static void keys_are_the_head_of_sha256_without_its_top_bit(void **state) {
    (void)state;
    assert_true(revops_key("", 0) == 0);
    assert_true(revops_key(NULL, 0) == 0);
    assert_true(revops_key(NULL, 5) == 0);
    assert_true(revops_key("a", 1) == 5374906597990186442u);
    assert_true(revops_key("cus_123", 7) == 2491276475231670054u);
    assert_true(revops_key("M\xc3\xbcller & S\xc3\xb6hne", 16) == 7897670790273267144u);
    assert_true(revops_key("00", 2) == 8165944844361653695u);
    assert_true(revops_key("line\nbreak", 10) == 7600668565814235356u);
}

/* --- one by one --- */

static void a_name_comes_back_by_its_key(void **state) {
    revops_names *names = created(NULL);
    (void)state;
    add(names, "acme");
    add(names, "bolt");
    add(names, "acme");
    assert_int_equal(revops_names_count(names), 2);
    assert_text(names, "acme");
    assert_text(names, "bolt");
    assert_int_equal(revops_names_add(names, NULL, "cold", 4, NULL), REVOPS_OK);
    assert_text(names, "cold");
    revops_names_destroy(names);
    revops_names_destroy(NULL);
    assert_int_equal(revops_names_count(NULL), 0);
}

static void names_of_every_length_are_remembered(void **state) {
    static char text[REVOPS_NAME_SIZE + 2];
    static char out[65536];
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = created(&host);
    uint64_t key = 0, again;
    size_t written;
    revops_error err;
    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t size = 1; size <= REVOPS_NAME_SIZE; size += 1 + size / 9) {
        assert_int_equal(revops_names_add(names, &key, text, size, NULL), REVOPS_OK);
        assert_int_equal(revops_names_add(names, &again, text, size, NULL), REVOPS_OK);
        assert_true(key == again && key == revops_key(text, size));
        assert_int_equal(revops_names_find(names, out, sizeof out, &written, key, NULL), REVOPS_OK);
        assert_int_equal(written, size);
        assert_memory_equal(out, text, size);
    }
    assert_int_equal(revops_names_add(names, &key, text, REVOPS_NAME_SIZE, NULL), REVOPS_OK);
    assert_int_equal(revops_names_add(names, &key, text, REVOPS_NAME_SIZE + 1, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.offset, REVOPS_NAME_SIZE);
    revops_names_destroy(names);
    assert_int_equal(user.bytes, 0);
}

static void assert_no_name(revops_names *names, const char *text, size_t size, uint64_t offset) {
    uint64_t key = 77;
    revops_error err;
    assert_int_equal(revops_names_add(names, &key, text, size, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "text");
    assert_true(err.offset == offset);
    assert_true(err.row == REVOPS_NONE);
    assert_int_equal(key, 77);
    assert_int_equal(revops_names_add(names, &key, text, size, NULL), REVOPS_E_INVALID);
}

static void what_is_no_utf8_without_nul_is_no_name(void **state) {
    revops_names *names = created(NULL);
    (void)state;
    assert_no_name(names, "", 0, 0);
    assert_no_name(names, "ab\0cd", 5, 2);
    assert_no_name(names, "abc\xff", 4, 3);
    assert_no_name(names, "\xc3", 1, 0);
    assert_no_name(names, "x\xed\xa0\x80", 4, 1);
    assert_int_equal(revops_names_count(names), 0);
    revops_names_destroy(names);
}

static void missing_arguments_are_named(void **state) {
    revops_names *names = created(NULL), *none = NULL;
    uint64_t key;
    char out[8];
    size_t written;
    uint8_t byte;
    revops_text_column texts = {0};
    revops_error err;
    (void)state;
#define REFUSED(call, argument)                                                                    \
    do {                                                                                           \
        assert_int_equal(call, REVOPS_E_INVALID);                                                  \
        assert_string_equal(err.field, argument);                                                  \
    } while (0)
    REFUSED(revops_names_create(NULL, NULL, &err), "names");
    REFUSED(revops_names_add(NULL, &key, "a", 1, &err), "names");
    REFUSED(revops_names_add(names, &key, NULL, 1, &err), "text");
    REFUSED(revops_names_add_column(NULL, &key, &texts, 1, &err), "names");
    REFUSED(revops_names_add_column(names, NULL, &texts, 1, &err), "keys");
    REFUSED(revops_names_add_column(names, &key, NULL, 1, &err), "texts");
    REFUSED(revops_names_find(NULL, out, 8, &written, 1, &err), "names");
    REFUSED(revops_names_find(names, NULL, 8, &written, 1, &err), "out");
    REFUSED(revops_names_find(names, out, 8, NULL, 1, &err), "written");
    REFUSED(revops_names_merge(NULL, names, &err), "into");
    REFUSED(revops_names_merge(names, NULL, &err), "from");
    REFUSED(revops_names_save(NULL, &byte, 1, &written, &err), "names");
    REFUSED(revops_names_save(names, NULL, 1, &written, &err), "out");
    REFUSED(revops_names_save(names, &byte, 1, NULL, &err), "written");
    REFUSED(revops_names_load(NULL, &byte, 1, NULL, &err), "names");
    REFUSED(revops_names_load(&none, NULL, 1, NULL, &err), "bytes");
#undef REFUSED
    assert_null(none);
    revops_names_destroy(names);
}

static void a_wrong_host_gives_no_handle(void **state) {
    struct {
        revops_host host;
        uint8_t tail[8];
    } grown = {REVOPS_HOST_INIT, {0}};
    revops_names *names = (revops_names *)(void *)&grown;
    (void)state;
    grown.host.struct_size = 1;
    assert_int_equal(revops_names_create(&names, &grown.host, NULL), REVOPS_E_INVALID);
    assert_null(names);
    grown.host.struct_size = sizeof grown;
    grown.tail[7] = 1;
    names = (revops_names *)(void *)&grown;
    assert_int_equal(revops_names_create(&names, &grown.host, NULL), REVOPS_E_UNSUPPORTED);
    assert_null(names);
    grown.tail[7] = 0;
    assert_int_equal(revops_names_create(&names, &grown.host, NULL), REVOPS_OK);
    revops_names_destroy(names);
}

/* --- asking --- */

static void finding_follows_the_capacity_rule(void **state) {
    revops_names *names = created(NULL);
    char out[8];
    size_t written = 0;
    revops_error err;
    (void)state;
    add(names, "acme");
    memset(out, '#', sizeof out);
    assert_int_equal(revops_names_find(names, out, 4, &written, revops_key("acme", 4), &err),
                     REVOPS_E_CAPACITY);
    assert_int_equal(written, 4);
    assert_int_equal(out[0], '#');
    assert_int_equal(revops_names_find(names, NULL, 0, &written, revops_key("acme", 4), NULL),
                     REVOPS_E_CAPACITY);
    assert_int_equal(revops_names_find(names, out, 5, &written, revops_key("acme", 4), NULL),
                     REVOPS_OK);
    assert_string_equal(out, "acme");
    written = 9;
    assert_int_equal(revops_names_find(names, out, 8, &written, 42, &err), REVOPS_E_MISSING);
    assert_string_equal(err.field, "key");
    assert_int_equal(revops_names_find(names, out, 8, &written, 0, &err), REVOPS_E_MISSING);
    assert_int_equal(written, 9);
    revops_names_destroy(names);
}

static void the_resolver_always_has_a_text(void **state) {
    revops_names *names = created(NULL);
    revops_resolver resolve = revops_names_resolve;
    char out[32];
    size_t written = 9;
    (void)state;
    add(names, "acme");
    assert_int_equal(resolve(names, revops_key("acme", 4), out, sizeof out, &written), REVOPS_MORE);
    assert_string_equal(out, "acme");
    assert_int_equal(resolve(names, 0, out, sizeof out, &written), REVOPS_MORE);
    assert_string_equal(out, "");
    assert_int_equal(written, 0);
    assert_int_equal(resolve(names, UINT64_MAX, out, sizeof out, &written), REVOPS_MORE);
    assert_string_equal(out, "18446744073709551615");
    assert_int_equal(resolve(names, 123, out, 3, &written), -REVOPS_E_CAPACITY);
    assert_int_equal(written, 3);
    assert_int_equal(resolve(NULL, 1, out, sizeof out, &written), -REVOPS_E_INVALID);
    assert_int_equal(resolve(names, 1, out, sizeof out, NULL), -REVOPS_E_INVALID);
    revops_names_destroy(names);
}

/* --- states --- */

/* Foundation cases fk-019 to fk-021. */
static void the_same_names_give_the_same_bytes(void **state) {
    revops_names *names = created(NULL);
    uint8_t bytes[200], before[200];
    size_t written = 0;
    (void)state;
    assert_state(
        names, "7265766f70731a0a4e414d4500010000000000000000000800000000000000000c907c3b149c200b");
    add(names, "bolt");
    add(names, "acme");
    add(names, "bolt");
    assert_state(names, two_names);
    memset(bytes, 3, sizeof bytes);
    memset(before, 3, sizeof before);
    assert_int_equal(revops_names_save(names, bytes, 67, &written, NULL), REVOPS_E_CAPACITY);
    assert_int_equal(written, 68);
    assert_memory_equal(bytes, before, sizeof bytes);
    revops_names_destroy(names);
}

static size_t from_hex(uint8_t *out, const char *hex) {
    size_t size = strlen(hex) / 2;
    for (size_t i = 0; i < 2 * size; i++) {
        unsigned digit = (unsigned)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
        out[i / 2] = (uint8_t)((unsigned)out[i / 2] << 4 | digit);
    }
    return size;
}

static void repair(uint8_t *bytes, size_t size) {
    uint8_t digest[32];
    revops_sha256(digest, bytes, size - 8);
    memcpy(bytes + size - 8, digest, 8);
}

static void a_state_loads_and_saves_the_same_bytes(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, three_names);
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = NULL;
    (void)state;
    assert_int_equal(revops_names_load(&names, bytes, size, &host, NULL), REVOPS_OK);
    assert_int_equal(revops_names_count(names), 3);
    assert_text(names, "acme");
    assert_text(names, "bolt");
    assert_text(names, "cold");
    assert_state(names, three_names);
    add(names, "acme");
    assert_int_equal(revops_names_count(names), 3);
    revops_names_destroy(names);
    assert_int_equal(user.bytes, 0);
}

static void assert_not_loaded(const uint8_t *bytes, size_t size, revops_status status,
                              uint64_t offset) {
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = (revops_names *)(void *)&user;
    revops_error err;
    assert_int_equal(revops_names_load(&names, bytes, size, &host, &err), status);
    assert_null(names);
    assert_int_equal(user.bytes, 0);
    assert_string_equal(err.field, "state");
    assert_true(err.offset == offset);
}

/* Put @p change at @p at, repair the checksum, and be refused. */
static void assert_damage(const char *hex, size_t at, uint8_t change, revops_status status,
                          uint64_t offset) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, hex);
    bytes[at] = change;
    repair(bytes, size);
    assert_not_loaded(bytes, size, status, offset);
}

enum { FIRST_ENTRY = 32, SECOND_ENTRY = 46, THIRD_ENTRY = 60, PAYLOAD_END = 74 };

static void bytes_that_no_save_wrote_are_refused(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, three_names);
    (void)state;
    assert_not_loaded(NULL, 0, REVOPS_E_DAMAGED, 0);
    assert_not_loaded(bytes, size - 1, REVOPS_E_DAMAGED, 16);
    assert_damage(three_names, 13, 2, REVOPS_E_UNSUPPORTED, 12);
    assert_damage(three_names, 8, 'n', REVOPS_E_MISMATCH, 8);
    /* counts: more than the bytes can hold, one more, one less */
    assert_damage(three_names, 24, 1, REVOPS_E_DAMAGED, 32);
    assert_damage(three_names, 31, 4, REVOPS_E_DAMAGED, 32);
    assert_damage(three_names, 31, 2, REVOPS_E_DAMAGED, THIRD_ENTRY);
    /* a wrong key that still ascends, one that does not, key 0 */
    assert_damage(three_names, SECOND_ENTRY + 7, 0x64, REVOPS_E_DAMAGED, SECOND_ENTRY);
    assert_damage(three_names, SECOND_ENTRY, 1, REVOPS_E_DAMAGED, SECOND_ENTRY);
    /* texts: empty, not UTF-8, NUL, another name, longer than the bytes left */
    assert_damage(three_names, FIRST_ENTRY + 9, 0, REVOPS_E_DAMAGED, FIRST_ENTRY);
    assert_damage(three_names, FIRST_ENTRY + 10, 0xff, REVOPS_E_DAMAGED, FIRST_ENTRY);
    assert_damage(three_names, FIRST_ENTRY + 10, 0, REVOPS_E_DAMAGED, FIRST_ENTRY);
    assert_damage(three_names, FIRST_ENTRY + 10, 'b', REVOPS_E_DAMAGED, FIRST_ENTRY);
    assert_damage(three_names, THIRD_ENTRY + 8, 1, REVOPS_E_DAMAGED, THIRD_ENTRY + 10);
}

static void a_repeated_name_in_a_state_is_damage(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, three_names);
    (void)state;
    memcpy(bytes + SECOND_ENTRY, bytes + FIRST_ENTRY, SECOND_ENTRY - FIRST_ENTRY);
    repair(bytes, size);
    assert_not_loaded(bytes, size, REVOPS_E_DAMAGED, SECOND_ENTRY);
}

static void every_flipped_bit_of_a_state_is_refused(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, three_names);
    (void)state;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        revops_names *names = NULL;
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(revops_names_load(&names, bytes, size, NULL, NULL), REVOPS_E_DAMAGED);
        assert_null(names);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* --- merge --- */

/* Foundation case fk-027. */
static void merging_is_commutative_in_saved_bytes(void **state) {
    static const char merged[] =
        "7265766f70731a0a4e414d4500010000000000000000002900000000000000032e7d2c03a9507ae20001633e23"
        "e8160039594a0001624a978112ca1bbdca0001611dfe53a249f820f0";
    revops_names *left = created(NULL), *right = created(NULL), *other = created(NULL);
    (void)state;
    add(left, "a");
    add(left, "b");
    add(right, "b");
    add(right, "c");
    add(other, "a");
    add(other, "b");
    assert_int_equal(revops_names_merge(left, right, NULL), REVOPS_OK);
    assert_int_equal(revops_names_merge(right, other, NULL), REVOPS_OK);
    assert_int_equal(revops_names_count(left), 3);
    assert_state(left, merged);
    assert_state(right, merged);
    assert_int_equal(revops_names_merge(left, left, NULL), REVOPS_OK);
    assert_state(left, merged);
    revops_names_destroy(left);
    revops_names_destroy(right);
    revops_names_destroy(other);
}

/* --- columns --- */

enum { MANY = 70000, DISTINCT = 9000, WIDTH = 24 };

/* Row i's text: some null, some empty, most of them among DISTINCT. */
static void text_of_row(char out[WIDTH], size_t i) {
    memset(out, 0, WIDTH);
    if (i % 101 != 7)
        snprintf(out, WIDTH, "customer_%zu", revops__mix(i) % DISTINCT);
}

static int row_is_null(size_t i) {
    return i % 37 == 5;
}

typedef struct columns {
    char (*fixed)[WIDTH];
    const char **pointers;
    char *bytes;
    int32_t *offsets32;
    int64_t *offsets64;
    uint8_t *validity;
} columns;

static columns columns_of(size_t count) {
    columns made;
    size_t used = 0;
    made.fixed = calloc(count, WIDTH);
    made.pointers = calloc(count, sizeof *made.pointers);
    made.bytes = calloc(count, WIDTH);
    made.offsets32 = calloc(count + 1, sizeof *made.offsets32);
    made.offsets64 = calloc(count + 1, sizeof *made.offsets64);
    made.validity = calloc(count / 8 + 2, 1);
    assert_true(made.fixed && made.pointers && made.bytes && made.offsets32 && made.offsets64 &&
                made.validity);
    for (size_t i = 0; i < count; i++) {
        text_of_row(made.fixed[i], i);
        made.pointers[i] = made.fixed[i];
        memcpy(made.bytes + used, made.fixed[i], strlen(made.fixed[i]));
        used += strlen(made.fixed[i]);
        made.offsets32[i + 1] = (int32_t)used;
        made.offsets64[i + 1] = (int64_t)used;
        if (!row_is_null(i))
            made.validity[(i + 3) / 8] |= (uint8_t)(1u << (i + 3) % 8);
    }
    return made;
}

static void columns_free(columns *made) {
    free(made->fixed);
    free(made->pointers);
    free(made->bytes);
    free(made->offsets32);
    free(made->offsets64);
    free(made->validity);
}

static revops_text_column column_of(const columns *made, uint32_t form) {
    revops_text_column texts = {0};
    texts.form = form;
    texts.validity = made->validity;
    texts.validity_offset = 3;
    if (form == REVOPS_TEXT_POINTERS) {
        texts.data = made->pointers;
        texts.stride = sizeof *made->pointers;
    } else if (form == REVOPS_TEXT_FIXED) {
        texts.data = made->fixed;
        texts.stride = WIDTH;
    } else {
        texts.data = made->bytes;
        texts.offsets = form == REVOPS_TEXT_OFFSETS32 ? (const void *)made->offsets32
                                                      : (const void *)made->offsets64;
    }
    return texts;
}

static void every_form_gives_the_same_keys_as_one_by_one(void **state) {
    columns made = columns_of(MANY);
    uint64_t *keys = calloc(MANY, sizeof *keys);
    revops_names *one = created(NULL);
    (void)state;
    assert_non_null(keys);
    for (size_t i = 0; i < MANY; i++)
        if (!row_is_null(i) && made.fixed[i][0] != '\0')
            add(one, made.fixed[i]);
    assert_true(revops_names_count(one) > DISTINCT / 2);
    for (uint32_t form = REVOPS_TEXT_POINTERS; form <= REVOPS_TEXT_OFFSETS64; form++) {
        revops_text_column texts = column_of(&made, form);
        moody user;
        revops_host host = host_of(&user);
        revops_names *names = created(&host);
        assert_int_equal(revops_names_add_column(names, keys, &texts, MANY, NULL), REVOPS_OK);
        for (size_t i = 0; i < MANY; i++)
            assert_true(keys[i] ==
                        (row_is_null(i) ? 0 : revops_key(made.fixed[i], strlen(made.fixed[i]))));
        assert_same_state(names, one);
        assert_int_equal(user.asked, 2); /* before the first row and after 65,536 */
        revops_names_destroy(names);
        assert_int_equal(user.bytes, 0);
    }
    revops_names_destroy(one);
    free(keys);
    columns_free(&made);
}

static void strides_may_be_zero_negative_and_odd(void **state) {
    static const char *const one = "acme";
    static const char fixed[3][4] = {{'a', 'c', 'm', 'e'}, {'b', 'o', 'l', 't'}, {'c', 0, 0, 0}};
    char unaligned[1 + 3 * (sizeof(char *) + 3)];
    const char *texts_of[3] = {"cold", NULL, "acme"};
    revops_text_column texts = {0};
    revops_names *names = created(NULL);
    uint64_t keys[3];
    (void)state;
    texts.form = REVOPS_TEXT_POINTERS;
    texts.data = &one;
    assert_int_equal(revops_names_add_column(names, keys, &texts, 3, NULL), REVOPS_OK);
    assert_true(keys[0] == revops_key("acme", 4) && keys[1] == keys[0] && keys[2] == keys[0]);
    for (size_t i = 0; i < 3; i++)
        memcpy(unaligned + 1 + i * (sizeof(char *) + 3), &texts_of[i], sizeof texts_of[i]);
    texts.data = unaligned + 1;
    texts.stride = sizeof(char *) + 3;
    assert_int_equal(revops_names_add_column(names, keys, &texts, 3, NULL), REVOPS_OK);
    assert_true(keys[0] == revops_key("cold", 4) && keys[1] == 0);
    assert_true(keys[2] == revops_key("acme", 4));
    texts.form = REVOPS_TEXT_FIXED;
    texts.data = fixed[2];
    texts.stride = -4;
    assert_int_equal(revops_names_add_column(names, keys, &texts, 3, NULL), REVOPS_OK);
    assert_true(keys[0] == revops_key("c", 1) && keys[1] == revops_key("bolt", 4));
    assert_true(keys[2] == revops_key("acme", 4));
    assert_int_equal(revops_names_count(names), 4);
    revops_names_destroy(names);
}

static void padding_of_every_width_is_taken_off(void **state) {
    char bytes[40];
    revops_text_column texts = {0};
    revops_names *names = created(NULL);
    uint64_t key;
    (void)state;
    texts.form = REVOPS_TEXT_FIXED;
    for (size_t width = 1; width <= sizeof bytes; width++) {
        for (size_t size = 0; size <= width; size++) {
            memset(bytes, 'z', sizeof bytes);
            memset(bytes + sizeof bytes - width + size, 0, width - size);
            texts.data = bytes + sizeof bytes - width;
            texts.stride = (int64_t)width;
            assert_int_equal(revops_names_add_column(names, &key, &texts, 1, NULL), REVOPS_OK);
            assert_true(key == revops_key(bytes + sizeof bytes - width, size));
        }
    }
    assert_int_equal(revops_names_count(names), sizeof bytes);
    revops_names_destroy(names);
}

static void no_rows_need_no_data(void **state) {
    revops_names *names = created(NULL);
    revops_text_column texts = {0};
    int32_t offset = 0;
    uint64_t key = 5;
    (void)state;
    assert_int_equal(revops_names_add_column(names, NULL, &texts, 0, NULL), REVOPS_OK);
    /* and empty texts need no bytes */
    texts.form = REVOPS_TEXT_OFFSETS32;
    texts.offsets = (int32_t[]){offset, offset};
    assert_int_equal(revops_names_add_column(names, &key, &texts, 1, NULL), REVOPS_OK);
    assert_int_equal(key, 0);
    assert_int_equal(revops_names_count(names), 0);
    revops_names_destroy(names);
}

static void assert_column_refused(const revops_text_column *texts, uint64_t count,
                                  const char *field, uint64_t row, uint64_t offset) {
    revops_names *names = created(NULL);
    uint64_t keys[4] = {9, 9, 9, 9};
    revops_error err;
    char *before;
    add(names, "before");
    before = state_of(names);
    assert_int_equal(revops_names_add_column(names, keys, texts, count, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, field);
    assert_true(err.row == row);
    assert_true(err.offset == offset);
    for (int i = 0; i < 4; i++)
        assert_int_equal(keys[i], 9);
    assert_int_equal(revops_names_count(names), 1);
    assert_state(names, before);
    assert_text(names, "before");
    free(before);
    revops_names_destroy(names);
}

static void a_descriptor_that_breaks_a_rule_is_refused(void **state) {
    static const char *const pointers[] = {"good", "b\xc3(d", "fine"};
    static const char fixed[3][8] = {"good", "b\0d", "fine"};
    static const int64_t falling[] = {0, 4, 3, 5};
    static const int64_t negative[] = {0, 4, 4, -1};
    static const int64_t below[] = {-1, 4, 5, 6};
    revops_text_column texts = {0};
    uint8_t validity = 0xff;
    (void)state;
    assert_column_refused(&texts, 1, "form", REVOPS_NONE, REVOPS_NONE);
    texts.form = 5;
    assert_column_refused(&texts, 1, "form", REVOPS_NONE, REVOPS_NONE);
    texts.form = REVOPS_TEXT_POINTERS;
    assert_column_refused(&texts, 1, "data", REVOPS_NONE, REVOPS_NONE);
    texts.data = pointers;
    texts.stride = sizeof pointers[0];
    assert_column_refused(&texts, (uint64_t)INT32_MAX + 1, "count", REVOPS_NONE, REVOPS_NONE);
    assert_column_refused(&texts, 3, "texts", 1, 1);
    texts.reserved0 = 1;
    assert_column_refused(&texts, 3, "reserved0", REVOPS_NONE, REVOPS_NONE);
    texts.reserved0 = 0;
    texts.validity = &validity;
    texts.validity_offset = -1;
    assert_column_refused(&texts, 3, "validity_offset", REVOPS_NONE, REVOPS_NONE);
    texts.validity = NULL;
    texts.form = REVOPS_TEXT_FIXED;
    texts.data = fixed;
    texts.stride = 0;
    assert_column_refused(&texts, 3, "stride", REVOPS_NONE, REVOPS_NONE);
    texts.stride = 8;
    assert_column_refused(&texts, 3, "texts", 1, 1);
    texts.form = REVOPS_TEXT_OFFSETS64;
    assert_column_refused(&texts, 3, "offsets", REVOPS_NONE, REVOPS_NONE);
    texts.data = "goodbadfine";
    texts.offsets = falling;
    assert_column_refused(&texts, 3, "offsets", 1, REVOPS_NONE);
    texts.offsets = negative;
    assert_column_refused(&texts, 3, "offsets", 2, REVOPS_NONE);
    texts.offsets = below;
    assert_column_refused(&texts, 3, "offsets", 0, REVOPS_NONE);
    texts.data = "go\xff"
                 "dbadfine";
    texts.offsets = falling; /* a bad text stands before the bad offset */
    assert_column_refused(&texts, 3, "texts", 0, 2);
    texts.offsets = falling;
    texts.data = NULL;
    assert_column_refused(&texts, 3, "data", 0, REVOPS_NONE);
}

static void a_null_row_is_not_looked_at(void **state) {
    static const int32_t offsets[] = {0, 4, -7, 4, 8};
    uint8_t validity = 0x9; /* rows 0 and 3 */
    revops_text_column texts = {0};
    revops_names *names = created(NULL);
    uint64_t keys[4];
    (void)state;
    texts.form = REVOPS_TEXT_OFFSETS32;
    texts.data = "acmebolt";
    texts.offsets = offsets;
    texts.validity = &validity;
    assert_int_equal(revops_names_add_column(names, keys, &texts, 4, NULL), REVOPS_OK);
    assert_true(keys[0] == revops_key("acme", 4) && keys[3] == revops_key("bolt", 4));
    assert_true(keys[1] == 0 && keys[2] == 0);
    revops_names_destroy(names);
}

/* --- collisions, made with a key that only looks at the first letter --- */

static uint64_t poor_key(const char *text, size_t size) {
    (void)size;
    return (uint64_t)(uint8_t)text[0] - 'a';
}

static revops_names *poor(void) {
    revops_names *names = NULL;
    assert_int_equal(revops__names_create(&names, poor_key, NULL, NULL), REVOPS_OK);
    return names;
}

static void two_texts_with_one_key_are_refused(void **state) {
    static const char *const pointers[] = {"cold", "bolt", "beta"};
    revops_names *names = poor(), *other = poor();
    revops_text_column texts = {0};
    uint64_t key = 7, keys[3] = {7, 7, 7};
    revops_error err;
    (void)state;
    assert_int_equal(revops_names_add(names, NULL, "bolt", 4, NULL), REVOPS_OK);
    assert_int_equal(revops_names_add(names, &key, "beta", 4, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(key, 7);
    assert_string_equal(err.message, "expected a text with a key of its own, got beta");
    texts.form = REVOPS_TEXT_POINTERS;
    texts.data = pointers;
    texts.stride = sizeof pointers[0];
    assert_int_equal(revops_names_add_column(names, keys, &texts, 3, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, 2);
    assert_int_equal(keys[0], 7);
    assert_int_equal(revops_names_count(names), 1);
    assert_int_equal(revops_names_add(other, NULL, "cold", 4, NULL), REVOPS_OK);
    assert_int_equal(revops_names_add(other, NULL, "beta", 4, NULL), REVOPS_OK);
    assert_int_equal(revops_names_merge(names, other, NULL), REVOPS_E_DUPLICATE);
    assert_int_equal(revops_names_count(names), 1);
    /* what was rolled back can come again, with another text */
    assert_int_equal(revops_names_add(names, &key, "cool", 4, NULL), REVOPS_OK);
    assert_int_equal(key, 2);
    revops_names_destroy(names);
    revops_names_destroy(other);
}

static void a_text_that_would_have_key_0_is_refused(void **state) {
    revops_names *names = poor();
    (void)state;
    assert_int_equal(revops_names_add(names, NULL, "acme", 4, NULL), REVOPS_E_DUPLICATE);
    assert_int_equal(revops_names_count(names), 0);
    revops_names_destroy(names);
}

/* Texts beyond their slots' reach are found by their key: shrink the reach by filling every slot
 * with the same hash, as texts chosen by an attacker would. */
static void texts_with_one_hash_are_still_found(void **state) {
    revops_names *names = created(NULL);
    char text[WIDTH];
    (void)state;
    for (size_t i = 0; i < 200; i++) {
        snprintf(text, sizeof text, "text %zu", i);
        add(names, text);
    }
    for (size_t i = 0; i < names->slot_count; i++) {
        names->slots[i].place = names->entries[0].place;
        names->slots[i].hash = 0;
    }
    for (size_t i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "text %zu", i);
        add(names, text);
        assert_text(names, text);
    }
    assert_int_equal(revops_names_count(names), 300);
    revops_names_destroy(names);
}

/* --- limits, refusals and stops --- */

static void the_hosts_limits_hold(void **state) {
    static const char *const pointers[] = {"acme", "bolt", "cold"};
    revops_text_column texts = {0};
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = NULL;
    uint64_t keys[3];
    revops_error err;
    (void)state;
    texts.form = REVOPS_TEXT_POINTERS;
    texts.data = pointers;
    texts.stride = sizeof pointers[0];
    host.max_rows = 3;
    names = created(&host);
    add(names, "acme");
    assert_int_equal(revops_names_add_column(names, keys, &texts, 3, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_rows");
    assert_int_equal(err.row, 2);
    assert_int_equal(revops_names_add_column(names, keys, &texts, 2, &err), REVOPS_OK);
    assert_int_equal(revops_names_add(names, NULL, "acme", 4, &err), REVOPS_E_LIMIT);
    revops_names_destroy(names);
    host.max_rows = 0;
    host.max_bytes = 100;
    assert_int_equal(revops_names_create(&names, &host, NULL), REVOPS_E_LIMIT);
    assert_null(names);
    host.max_bytes = sizeof *names + 1000;
    names = created(&host);
    assert_int_equal(revops_names_add(names, NULL, "acme", 4, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_bytes");
    revops_names_destroy(names);
    assert_int_equal(user.bytes, 0);
}

enum { FEW = 700 };

/* What a step does to a handle that holds "before" and one more name. */
typedef revops_status (*step_function)(revops_names *names, const columns *made);

static revops_status step_add(revops_names *names, const columns *made) {
    (void)made;
    return revops_names_add(names, NULL, "one more", 8, NULL);
}

static revops_status step_column(revops_names *names, const columns *made) {
    revops_text_column texts = column_of(made, REVOPS_TEXT_OFFSETS32);
    uint64_t keys[FEW];
    return revops_names_add_column(names, keys, &texts, FEW, NULL);
}

static revops_status step_merge(revops_names *names, const columns *made) {
    revops_names *from = created(NULL);
    revops_status status = step_column(from, made);
    assert_int_equal(status, REVOPS_OK);
    status = revops_names_merge(names, from, NULL);
    revops_names_destroy(from);
    return status;
}

static revops_status step_save(revops_names *names, const columns *made) {
    uint8_t bytes[1000];
    size_t written;
    (void)made;
    return revops_names_save(names, bytes, sizeof bytes, &written, NULL);
}

static const step_function steps[] = {step_add, step_column, step_merge, step_save};

/* Repeat a step with its n-th allocation (or question) failing, for every n. */
static uint64_t fail_each(step_function step, int allocations, int32_t answer,
                          revops_status expected) {
    columns made = columns_of(FEW);
    uint64_t failures = 0;
    for (int64_t n = 0;; n++) {
        moody user;
        revops_host host = host_of(&user);
        revops_names *names = created(&host);
        revops_status status;
        char *before;
        add(names, "before");
        before = state_of(names);
        user.answer = answer;
        *(allocations ? &user.allocations : &user.questions) = n;
        status = step(names, &made);
        user.allocations = user.questions = -1;
        if (status == REVOPS_OK) {
            revops_names_destroy(names);
            free(before);
            break;
        }
        failures++;
        assert_int_equal(status, expected);
        assert_state(names, before);
        assert_text(names, "before");
        assert_int_equal(step(names, &made), REVOPS_OK);
        free(before);
        revops_names_destroy(names);
        assert_int_equal(user.bytes, 0);
    }
    columns_free(&made);
    return failures;
}

static void no_memory_changes_nothing(void **state) {
    static const uint64_t least[] = {0, 8, 7, 1};
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        assert_true(fail_each(steps[i], 1, 0, REVOPS_E_NOMEM) >= least[i]);
}

static void a_stop_changes_nothing(void **state) {
    (void)state;
    assert_int_equal(fail_each(step_column, 0, REVOPS_END, REVOPS_E_CANCELLED), 1);
    assert_int_equal(fail_each(step_column, 0, 0, REVOPS_E_HOST), 1);
    assert_int_equal(fail_each(step_merge, 0, REVOPS_END, REVOPS_E_CANCELLED), 1);
    assert_int_equal(fail_each(step_merge, 0, -5, REVOPS_E_HOST), 1);
}

static void no_memory_gives_no_handle(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, three_names);
    int64_t n = 0;
    (void)state;
    for (;; n++) {
        moody user;
        revops_host host = host_of(&user);
        revops_names *names = (revops_names *)(void *)&user;
        user.allocations = n;
        if (revops_names_load(&names, bytes, size, &host, NULL) == REVOPS_OK) {
            revops_names_destroy(names);
            break;
        }
        assert_null(names);
        assert_int_equal(user.bytes, 0);
    }
    assert_true(n >= 5);
}

static void a_stopped_load_gives_no_handle(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, three_names);
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = NULL;
    (void)state;
    user.questions = 0;
    user.answer = REVOPS_END;
    assert_int_equal(revops_names_load(&names, bytes, size, &host, NULL), REVOPS_E_CANCELLED);
    assert_null(names);
    assert_int_equal(user.bytes, 0);
}

static void a_cancel_after_many_rows_rolls_all_of_them_back(void **state) {
    columns made = columns_of(MANY);
    uint64_t *keys = calloc(MANY, sizeof *keys);
    revops_text_column texts = column_of(&made, REVOPS_TEXT_FIXED);
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = created(&host), *merged = created(&host);
    char *before;
    (void)state;
    add(names, "before");
    before = state_of(names);
    user.questions = 1;
    user.answer = REVOPS_END;
    assert_int_equal(revops_names_add_column(names, keys, &texts, MANY, NULL), REVOPS_E_CANCELLED);
    assert_state(names, before);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(keys[i], 0);
    assert_int_equal(revops_names_add_column(names, keys, &texts, MANY, NULL), REVOPS_OK);
    assert_int_equal(revops_names_merge(merged, names, NULL), REVOPS_OK);
    assert_same_state(names, merged);
    free(before);
    free(keys);
    revops_names_destroy(names);
    revops_names_destroy(merged);
    assert_int_equal(user.bytes, 0);
    columns_free(&made);
}

static int32_t progress_inside(void *user, uint64_t done, uint64_t total) {
    moody *host = user;
    revops_names *names = host->handle;
    char out[8];
    size_t written;
    uint64_t key;
    revops_text_column texts = {0};
    (void)done;
    (void)total;
    if (!names)
        return REVOPS_MORE;
    assert_int_equal(revops_names_add(names, &key, "a", 1, NULL), REVOPS_E_BUSY);
    assert_int_equal(revops_names_add_column(names, &key, &texts, 0, NULL), REVOPS_E_BUSY);
    assert_int_equal(revops_names_find(names, out, 8, &written, 1, NULL), REVOPS_E_BUSY);
    assert_int_equal(revops_names_merge(names, names, NULL), REVOPS_E_BUSY);
    assert_int_equal(revops_names_save(names, out, 8, &written, NULL), REVOPS_E_BUSY);
    assert_int_equal(revops_names_resolve(names, 1, out, 8, &written), -REVOPS_E_BUSY);
    host->asked++;
    return REVOPS_MORE;
}

static void a_handle_inside_its_callback_is_busy(void **state) {
    moody user;
    revops_host host = host_of(&user);
    revops_names *names, *other = created(NULL);
    (void)state;
    add(other, "acme");
    host.progress = progress_inside;
    names = created(&host);
    user.handle = names;
    assert_int_equal(revops_names_merge(names, other, NULL), REVOPS_OK);
    assert_int_equal(user.asked, 1);
    assert_int_equal(revops_names_count(names), 1);
    names->handle.busy = 1; /* a host jump left it there */
    assert_int_equal(revops_names_merge(other, names, NULL), REVOPS_E_BUSY);
    revops_names_destroy(names);
    revops_names_destroy(other);
}

/* --- many --- */

static void a_hundred_thousand_names_survive_save_and_load(void **state) {
    enum { COUNT = 100000 };
    revops_names *names = created(NULL), *loaded = NULL;
    char text[WIDTH];
    uint8_t *bytes;
    size_t size = 0;
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%zu name", i);
        add(names, text);
    }
    assert_int_equal(revops_names_count(names), COUNT);
    assert_int_equal(revops_names_save(names, NULL, 0, &size, NULL), REVOPS_E_CAPACITY);
    bytes = malloc(size);
    assert_non_null(bytes);
    assert_int_equal(revops_names_save(names, bytes, size, &size, NULL), REVOPS_OK);
    assert_int_equal(revops_names_load(&loaded, bytes, size, NULL, NULL), REVOPS_OK);
    for (size_t i = 0; i < COUNT; i += 997) {
        snprintf(text, sizeof text, "%zu name", i);
        assert_text(loaded, text);
    }
    assert_same_state(names, loaded);
    free(bytes);
    revops_names_destroy(names);
    revops_names_destroy(loaded);
}

static void a_merge_asks_again_after_65536_names(void **state) {
    enum { COUNT = 65600 };
    moody user;
    revops_host host = host_of(&user);
    revops_names *names, *other = created(NULL);
    revops_error err;
    char text[WIDTH];
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%zu", i);
        add(other, text);
    }
    names = created(&host);
    add(names, "acme");
    user.questions = 1;
    user.answer = REVOPS_END;
    assert_int_equal(revops_names_merge(names, other, &err), REVOPS_E_CANCELLED);
    assert_string_equal(err.field, "progress");
    assert_int_equal(user.asked, 2);
    assert_int_equal(revops_names_count(names), 1);
    user.questions = -1;
    assert_int_equal(revops_names_merge(names, other, &err), REVOPS_OK);
    assert_int_equal(user.asked, 4);
    assert_int_equal(revops_names_count(names), COUNT + 1);
    revops_names_destroy(names);
    revops_names_destroy(other);
    assert_int_equal(user.bytes, 0);
}

static void a_first_name_that_is_refused_leaves_nothing(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    revops_names *names;
    uint64_t key = 9;
    revops_error err;
    (void)state;
    host.max_bytes = sizeof *names;
    names = created(&host);
    assert_int_equal(revops_names_add(names, &key, "acme", 4, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_bytes");
    assert_int_equal(key, 9);
    assert_int_equal(revops_names_count(names), 0);
    revops_names_destroy(names);
}

static void names_fill_blocks_of_every_size(void **state) {
    enum { SIZE = 30000, COUNT = 120 };
    static char text[SIZE], out[65536];
    moody user;
    revops_host host = host_of(&user);
    revops_names *names = created(&host);
    uint64_t keys[COUNT];
    size_t written;
    (void)state;
    memset(text, 'n', sizeof text);
    for (size_t i = 0; i < COUNT; i++) {
        text[0] = (char)(i + 1);
        assert_int_equal(revops_names_add(names, &keys[i], text, SIZE - i, NULL), REVOPS_OK);
    }
    assert_true(names->block_count > 8);
    for (size_t i = 0; i < COUNT; i++) {
        text[0] = (char)(i + 1);
        assert_int_equal(revops_names_find(names, out, sizeof out, &written, keys[i], NULL),
                         REVOPS_OK);
        assert_int_equal(written, SIZE - i);
        assert_memory_equal(out, text, written);
    }
    revops_names_destroy(names);
    assert_int_equal(user.bytes, 0);
}

static void beyond_32_gib_of_texts_is_a_limit(void **state) {
    revops_names *names = created(NULL);
    size_t count = names->block_count;
    (void)state;
    add(names, "acme");
    count = names->block_count;
    names->block_count = 32768; /* as if: a block is not looked at before the limit */
    names->blocks = realloc(names->blocks, 32768 * sizeof *names->blocks);
    assert_non_null(names->blocks);
    names->block_capacity = 32768;
    memset(&names->blocks[32767], 0, sizeof names->blocks[32767]);
    assert_int_equal(revops_names_add(names, NULL, "bolt", 4, NULL), REVOPS_E_LIMIT);
    names->block_count = count;
    assert_int_equal(revops_names_count(names), 1);
    assert_text(names, "acme");
    revops_names_destroy(names);
}

static void the_shape_covers_the_column(void **state) {
    const revops_shape *shape = revops_shape_find("text_column");
    uint32_t end = 0;
    (void)state;
    assert_non_null(shape);
    assert_int_equal(shape->size, sizeof(revops_text_column));
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        assert_int_equal(field->offset, end);
        end += field->type == REVOPS_TYPE_POINTER  ? (uint32_t)sizeof(void *)
               : field->type == REVOPS_TYPE_UINT32 ? 4
                                                   : 8;
    }
    assert_int_equal(end, shape->size);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_the_head_of_sha256_without_its_top_bit),
        cmocka_unit_test(a_name_comes_back_by_its_key),
        cmocka_unit_test(names_of_every_length_are_remembered),
        cmocka_unit_test(what_is_no_utf8_without_nul_is_no_name),
        cmocka_unit_test(missing_arguments_are_named),
        cmocka_unit_test(a_wrong_host_gives_no_handle),
        cmocka_unit_test(finding_follows_the_capacity_rule),
        cmocka_unit_test(the_resolver_always_has_a_text),
        cmocka_unit_test(the_same_names_give_the_same_bytes),
        cmocka_unit_test(a_state_loads_and_saves_the_same_bytes),
        cmocka_unit_test(bytes_that_no_save_wrote_are_refused),
        cmocka_unit_test(a_repeated_name_in_a_state_is_damage),
        cmocka_unit_test(every_flipped_bit_of_a_state_is_refused),
        cmocka_unit_test(merging_is_commutative_in_saved_bytes),
        cmocka_unit_test(every_form_gives_the_same_keys_as_one_by_one),
        cmocka_unit_test(strides_may_be_zero_negative_and_odd),
        cmocka_unit_test(padding_of_every_width_is_taken_off),
        cmocka_unit_test(no_rows_need_no_data),
        cmocka_unit_test(a_descriptor_that_breaks_a_rule_is_refused),
        cmocka_unit_test(a_null_row_is_not_looked_at),
        cmocka_unit_test(two_texts_with_one_key_are_refused),
        cmocka_unit_test(a_text_that_would_have_key_0_is_refused),
        cmocka_unit_test(texts_with_one_hash_are_still_found),
        cmocka_unit_test(the_hosts_limits_hold),
        cmocka_unit_test(no_memory_changes_nothing),
        cmocka_unit_test(a_stop_changes_nothing),
        cmocka_unit_test(no_memory_gives_no_handle),
        cmocka_unit_test(a_stopped_load_gives_no_handle),
        cmocka_unit_test(a_cancel_after_many_rows_rolls_all_of_them_back),
        cmocka_unit_test(a_handle_inside_its_callback_is_busy),
        cmocka_unit_test(a_hundred_thousand_names_survive_save_and_load),
        cmocka_unit_test(a_merge_asks_again_after_65536_names),
        cmocka_unit_test(a_first_name_that_is_refused_leaves_nothing),
        cmocka_unit_test(names_fill_blocks_of_every_size),
        cmocka_unit_test(beyond_32_gib_of_texts_is_a_limit),
        cmocka_unit_test(the_shape_covers_the_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
