/* The envelope of states: what is written can be read, and every other byte string is refused. */
#include "check.h"

#include "base/state.h"
#include "revops/sha256.h"

/* Case fs-042 and fs-044 of the foundation cases. */
static const char names_state[] =
    "7265766f70731a0a4e414d450001000000000000000000320000000000000003022b33ad87c148a0000461636d6550"
    "b3cba71f7255630004626f6c746272deecde720ffc0004636f6c64047c98d5e82c9e4d";
static const char abcd_state[] = "7265766f70731a0a41424344000700000000000000000000c26dd25088264384";

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

static void a_state_of_any_kind_is_verified(void **state) {
    uint8_t bytes[200];
    revops_state_info info;
    revops_error err;
    size_t size = from_hex(bytes, names_state);
    (void)state;
    assert_int_equal(revops_state_verify(&info, bytes, size, &err), REVOPS_OK);
    assert_memory_equal(info.kind, "NAME", 4);
    assert_int_equal(info.version, 1);
    assert_int_equal(info.payload_size, 50);
    assert_int_equal(info.reserved0, 0);
    size = from_hex(bytes, abcd_state);
    assert_int_equal(revops_state_verify(&info, bytes, size, NULL), REVOPS_OK);
    assert_memory_equal(info.kind, "ABCD", 4);
    assert_int_equal(info.version, 7);
    assert_int_equal(info.payload_size, 0);
}

static void assert_refused(const uint8_t *bytes, size_t size, uint64_t offset) {
    revops_state_info info, before;
    revops_error err;
    memset(&info, 0x77, sizeof info);
    memset(&before, 0x77, sizeof before);
    assert_int_equal(revops_state_verify(&info, bytes, size, &err), REVOPS_E_DAMAGED);
    assert_int_equal(err.status, REVOPS_E_DAMAGED);
    assert_string_equal(err.field, "state");
    assert_true(err.row == REVOPS_NONE);
    assert_true(err.offset == offset);
    assert_memory_equal(&info, &before, sizeof info);
    assert_int_equal(revops_state_verify(&info, bytes, size, NULL), REVOPS_E_DAMAGED);
}

static void every_cut_of_a_state_is_refused(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, names_state);
    (void)state;
    assert_refused(NULL, 0, 0);
    for (size_t cut = 0; cut < size; cut++)
        assert_refused(bytes, cut, cut < 32 ? cut : 16);
    assert_refused(bytes, size + 1, 16);
}

static void every_flipped_bit_is_refused(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, names_state);
    (void)state;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        size_t at = bit / 8;
        bytes[at] ^= (uint8_t)(1u << bit % 8);
        assert_refused(bytes, size, at < 8 ? 0 : at >= 16 && at < 24 ? 16 : size - 8);
        bytes[at] ^= (uint8_t)(1u << bit % 8);
    }
}

static void a_right_checksum_does_not_excuse_the_header(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, names_state);
    (void)state;
    bytes[8] = 'n';
    repair(bytes, size);
    assert_refused(bytes, size, 8);
    bytes[8] = 'N';
    bytes[11] = '[';
    repair(bytes, size);
    assert_refused(bytes, size, 8);
    bytes[11] = '@'; /* just before the capitals */
    repair(bytes, size);
    assert_refused(bytes, size, 8);
    bytes[11] = 'E';
    bytes[13] = 0;
    repair(bytes, size);
    assert_refused(bytes, size, 12);
    bytes[13] = 1;
    bytes[15] = 1;
    repair(bytes, size);
    assert_refused(bytes, size, 14);
}

static void null_arguments_are_invalid(void **state) {
    uint8_t bytes[200];
    revops_state_info info;
    revops_error err;
    size_t size = from_hex(bytes, names_state);
    (void)state;
    assert_int_equal(revops_state_verify(NULL, bytes, size, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "info");
    assert_int_equal(revops_state_verify(&info, NULL, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "bytes");
}

typedef struct sample {
    uint16_t small;
    uint32_t middle;
    uint64_t large;
    revops__sum sum;
    char text[5];
} sample;

static const sample sample_value = {
    0x0102, 0x03040506, 0x0708090a0b0c0d0e, {0x18191a1b1c1d1e1f, -2}, "hello"};

static void sample_payload(revops__packer *packer, const void *context) {
    const sample *value = context;
    revops__pack_u16(packer, value->small);
    revops__pack_u32(packer, value->middle);
    revops__pack_u64(packer, value->large);
    revops__pack_sum(packer, &value->sum);
    revops__pack_bytes(packer, value->text, sizeof value->text);
    revops__pack_bytes(packer, NULL, 0);
}

enum { SAMPLE_SIZE = 24 + 2 + 4 + 8 + 16 + 5 + 8 };

static void a_saved_state_is_big_endian_and_verified(void **state) {
    static const uint8_t payload[] = {1,    2,    3,    4,    5,    6,    7,    8,    9,
                                      10,   11,   12,   13,   14,   0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xfe, 0x18, 0x19, 0x1a, 0x1b, 0x1c,
                                      0x1d, 0x1e, 0x1f, 'h',  'e',  'l',  'l',  'o'};
    uint8_t bytes[SAMPLE_SIZE];
    revops_state_info info;
    size_t written = 0;
    (void)state;
    assert_int_equal(revops__state_save(bytes, sizeof bytes, &written, "TEST", 3, sample_payload,
                                        &sample_value, NULL),
                     REVOPS_OK);
    assert_int_equal(written, SAMPLE_SIZE);
    assert_memory_equal(bytes + 24, payload, sizeof payload);
    assert_int_equal(revops_state_verify(&info, bytes, written, NULL), REVOPS_OK);
    assert_memory_equal(info.kind, "TEST", 4);
    assert_int_equal(info.version, 3);
    assert_int_equal(info.payload_size, sizeof payload);
}

static void too_small_a_buffer_learns_the_size_and_stays_untouched(void **state) {
    uint8_t bytes[SAMPLE_SIZE], before[SAMPLE_SIZE];
    size_t written = 0;
    revops_error err;
    (void)state;
    memset(bytes, 0x55, sizeof bytes);
    memset(before, 0x55, sizeof before);
    assert_int_equal(
        revops__state_save(NULL, 0, &written, "TEST", 1, sample_payload, &sample_value, &err),
        REVOPS_E_CAPACITY);
    assert_int_equal(written, SAMPLE_SIZE);
    written = 0;
    assert_int_equal(revops__state_save(bytes, SAMPLE_SIZE - 1, &written, "TEST", 1, sample_payload,
                                        &sample_value, &err),
                     REVOPS_E_CAPACITY);
    assert_int_equal(written, SAMPLE_SIZE);
    assert_string_equal(err.field, "out");
    assert_memory_equal(bytes, before, sizeof bytes);
}

static void saving_needs_a_buffer_and_a_size(void **state) {
    size_t written = 99;
    revops_error err;
    uint8_t byte;
    (void)state;
    assert_int_equal(
        revops__state_save(&byte, 1, NULL, "TEST", 1, sample_payload, &sample_value, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(
        revops__state_save(NULL, 1, &written, "TEST", 1, sample_payload, &sample_value, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(written, 99);
}

static void endless_payload(revops__packer *packer, const void *context) {
    revops__pack_bytes(packer, context, SIZE_MAX);
    revops__pack_bytes(packer, context, 1);
}

static void a_payload_beyond_the_address_space_is_a_limit(void **state) {
    size_t written = 99;
    revops_error err;
    (void)state;
    assert_int_equal(revops__state_save(NULL, 0, &written, "TEST", 1, endless_payload, "x", &err),
                     REVOPS_E_LIMIT);
    assert_int_equal(written, 99);
}

static revops__unpacker opened_sample(uint8_t bytes[SAMPLE_SIZE]) {
    size_t written;
    uint16_t version = 0;
    revops__unpacker unpacker;
    assert_int_equal(revops__state_save(bytes, SAMPLE_SIZE, &written, "TEST", 2, sample_payload,
                                        &sample_value, NULL),
                     REVOPS_OK);
    assert_int_equal(revops__state_open(&unpacker, &version, bytes, written, "TEST", 2, NULL),
                     REVOPS_OK);
    assert_int_equal(version, 2);
    return unpacker;
}

static void what_was_packed_is_unpacked(void **state) {
    uint8_t bytes[SAMPLE_SIZE];
    revops__unpacker unpacker = opened_sample(bytes);
    revops__sum sum;
    const uint8_t *text;
    (void)state;
    assert_int_equal(revops__unpack_u16(&unpacker), sample_value.small);
    assert_int_equal(revops__unpack_u32(&unpacker), sample_value.middle);
    assert_true(revops__unpack_u64(&unpacker) == sample_value.large);
    sum = revops__unpack_sum(&unpacker);
    assert_true(sum.low == sample_value.sum.low && sum.high == sample_value.sum.high);
    text = revops__unpack_bytes(&unpacker, 5);
    assert_non_null(text);
    assert_memory_equal(text, "hello", 5);
    assert_int_equal(revops__state_close(&unpacker, NULL), REVOPS_OK);
}

static void a_reader_never_passes_its_end_and_stays_bad(void **state) {
    uint8_t bytes[SAMPLE_SIZE];
    revops__unpacker unpacker = opened_sample(bytes);
    revops_error err;
    (void)state;
    assert_non_null(revops__unpack_bytes(&unpacker, 34));
    assert_int_equal(revops__unpack_u16(&unpacker), 0);
    assert_int_equal(unpacker.bad, 1);
    assert_null(revops__unpack_bytes(&unpacker, 1));
    assert_int_equal(revops__unpack_count(&unpacker, 1), 0);
    assert_int_equal(revops__state_close(&unpacker, &err), REVOPS_E_DAMAGED);
    assert_int_equal(err.offset, 24 + 34);
}

static void bytes_left_over_are_damage(void **state) {
    uint8_t bytes[SAMPLE_SIZE];
    revops__unpacker unpacker = opened_sample(bytes);
    revops_error err;
    (void)state;
    assert_non_null(revops__unpack_bytes(&unpacker, 34));
    assert_int_equal(revops__state_close(&unpacker, &err), REVOPS_E_DAMAGED);
    assert_int_equal(err.offset, 24 + 34);
    assert_string_equal(err.field, "state");
}

static void a_count_must_fit_the_bytes_that_are_left(void **state) {
    uint8_t bytes[16 + 7] = {0, 0, 0, 0, 0, 0, 0, 3};
    revops__unpacker unpacker = {bytes, 8 + 15, 0, 0};
    (void)state;
    assert_int_equal(revops__unpack_count(&unpacker, 5), 3);
    unpacker.position = 0;
    assert_int_equal(revops__unpack_count(&unpacker, 6), 0);
    assert_int_equal(unpacker.bad, 1);
    memset(bytes, 0xff, 8);
    unpacker.position = 0;
    unpacker.bad = 0;
    assert_int_equal(revops__unpack_count(&unpacker, 1), 0);
    assert_int_equal(unpacker.bad, 1);
}

static void assert_not_opened(uint8_t *bytes, size_t size, revops_status status, uint64_t offset) {
    revops__unpacker unpacker = {NULL, 1, 2, 3};
    uint16_t version = 42;
    revops_error err;
    repair(bytes, size);
    assert_int_equal(revops__state_open(&unpacker, &version, bytes, size, "NAME", 1, &err), status);
    assert_true(err.offset == offset);
    assert_int_equal(version, 42);
    assert_int_equal(unpacker.position, 2);
}

static void opening_checks_kind_then_version_then_reserved(void **state) {
    uint8_t bytes[200];
    size_t size = from_hex(bytes, names_state);
    (void)state;
    bytes[13] = 2;
    assert_not_opened(bytes, size, REVOPS_E_UNSUPPORTED, 12);
    bytes[15] = 1;
    assert_not_opened(bytes, size, REVOPS_E_UNSUPPORTED, 12);
    bytes[8] = 'X';
    assert_not_opened(bytes, size, REVOPS_E_MISMATCH, 8);
    bytes[8] = 'N';
    bytes[13] = 0;
    assert_not_opened(bytes, size, REVOPS_E_DAMAGED, 12);
    bytes[13] = 1;
    assert_not_opened(bytes, size, REVOPS_E_DAMAGED, 14);
    bytes[15] = 0;
    bytes[0] = 'R';
    assert_not_opened(bytes, size, REVOPS_E_DAMAGED, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_of_any_kind_is_verified),
        cmocka_unit_test(every_cut_of_a_state_is_refused),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(a_right_checksum_does_not_excuse_the_header),
        cmocka_unit_test(null_arguments_are_invalid),
        cmocka_unit_test(a_saved_state_is_big_endian_and_verified),
        cmocka_unit_test(too_small_a_buffer_learns_the_size_and_stays_untouched),
        cmocka_unit_test(saving_needs_a_buffer_and_a_size),
        cmocka_unit_test(a_payload_beyond_the_address_space_is_a_limit),
        cmocka_unit_test(what_was_packed_is_unpacked),
        cmocka_unit_test(a_reader_never_passes_its_end_and_stays_bad),
        cmocka_unit_test(bytes_left_over_are_damage),
        cmocka_unit_test(a_count_must_fit_the_bytes_that_are_left),
        cmocka_unit_test(opening_checks_kind_then_version_then_reserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
