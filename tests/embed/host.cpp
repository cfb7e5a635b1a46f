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
    return read[0] + read[1] + read[2] == 5749 ? 0 : 1;
}
