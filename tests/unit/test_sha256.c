/* SHA-256 against the answers of FIPS 180-4 and NIST, in one call and in any parts. */
#include "check.h"

#include <stdlib.h>

#include "base/sha256.h"

static void assert_digest(const uint8_t digest[32], const char *hex) {
    static const char digits[] = "0123456789abcdef";
    char text[65];
    for (int i = 0; i < 32; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[64] = '\0';
    assert_string_equal(text, hex);
}

static void assert_digest_of(const char *text, const char *hex) {
    uint8_t digest[32];
    revops_sha256(digest, text, strlen(text));
    assert_digest(digest, hex);
}

/* FIPS 180-4 examples of NIST's "SHA256.pdf"; the empty message of the CAVP short messages. */
static void known_answers_hold(void **state) {
    (void)state;
    assert_digest_of("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest_of("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void a_million_letters_have_the_known_digest(void **state) {
    uint8_t digest[32];
    char *text = malloc(1000000);
    (void)state;
    assert_non_null(text);
    memset(text, 'a', 1000000);
    revops_sha256(digest, text, 1000000);
    free(text);
    assert_digest(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* One digest over the digests of all lengths around the block edges; the expected value was made
 * with an independent implementation (Python's hashlib). */
static void every_length_up_to_300_is_right(void **state) {
    uint8_t text[300], digest[32];
    revops__sha256 all;
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7 + 3);
    revops__sha256_begin(&all);
    for (size_t size = 0; size <= sizeof text; size++) {
        revops_sha256(digest, text, size);
        revops__sha256_update(&all, digest, sizeof digest);
    }
    revops__sha256_end(&all, digest);
    assert_digest(digest, "7d917fbd2cf49ddff9ad0a8706bba32d204e92e71d2e369c5a03d6af29278c9f");
}

static void parts_make_no_difference(void **state) {
    uint8_t text[200], whole[32], parts[32];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i ^ 0x5a);
    revops_sha256(whole, text, sizeof text);
    for (size_t first = 0; first <= sizeof text; first++) {
        for (size_t second = first; second <= sizeof text; second += 13) {
            revops__sha256 hash;
            revops__sha256_begin(&hash);
            revops__sha256_update(&hash, text, first);
            revops__sha256_update(&hash, text + first, second - first);
            revops__sha256_update(&hash, text + second, sizeof text - second);
            revops__sha256_end(&hash, parts);
            assert_memory_equal(parts, whole, 32);
        }
    }
}

static void null_without_size_is_the_empty_message(void **state) {
    uint8_t digest[32];
    (void)state;
    revops_sha256(digest, NULL, 0);
    assert_digest(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void null_with_size_writes_nothing(void **state) {
    uint8_t digest[32], before[32];
    (void)state;
    memset(digest, 0xcc, sizeof digest);
    memset(before, 0xcc, sizeof before);
    revops_sha256(digest, NULL, 1);
    assert_memory_equal(digest, before, sizeof digest);
    revops_sha256(NULL, "abc", 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers_hold),
        cmocka_unit_test(a_million_letters_have_the_known_digest),
        cmocka_unit_test(every_length_up_to_300_is_right),
        cmocka_unit_test(parts_make_no_difference),
        cmocka_unit_test(null_without_size_is_the_empty_message),
        cmocka_unit_test(null_with_size_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
