// A host in C++17: the headers give C linkage, and statuses carry [[nodiscard]] in gcc's spelling.
#include <array>
#include <cstdio>
#include <string_view>

#include <revops.h>

int main() {
    const std::array<std::int32_t, 3> amounts{1000, -250, 4999};
    std::array<std::int64_t, 3> read{};
    revops_error err{};
    revops_column column = revops_column_make(amounts.data(), sizeof(std::int32_t));

    if (std::string_view(revops_version()) != REVOPS_VERSION)
        return 1;
    column.type = REVOPS_TYPE_INT32;
    if (revops_column_copy(read.data(), nullptr, &column, REVOPS_TYPE_INT64, read.size(), &err)) {
        std::fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    if (read[0] + read[1] + read[2] != 5749)
        return 1;

    const std::array<std::int64_t, 3> weights{3, 2, 1};
    std::array<std::int64_t, 3> parts{};
    revops_allocate_options options = REVOPS_ALLOCATE_OPTIONS_INIT;
    options.remainder = REVOPS_REMAINDER_TO_FIRST;
    if (revops_allocate(parts.data(), nullptr, 100, weights.data(), 3, &options, &err))
        return 1;
    return parts == std::array<std::int64_t, 3>{51, 33, 16} ? 0 : 1;
}
