// The Cookie header: compared with a second, plain reading of the same rules.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/check.hpp"
#include "postern/http/cookie.hpp"

namespace {

std::string without_outer_space(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> values_of(const std::string& header, const std::string& name) {
    std::vector<std::string> values;
    std::string pair;
    for (const char c : header + ';') {
        if (c != ';') {
            pair += c;
            continue;
        }
        const auto equals = pair.find('=');
        if (equals != std::string::npos && without_outer_space(pair.substr(0, equals)) == name)
            values.push_back(without_outer_space(pair.substr(equals + 1)));
        pair.clear();
    }
    return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string header{reinterpret_cast<const char*>(data), size};
    for (const char* name : {"__Host-postern", "__Host-postern_form", "postern", "a", "$Version"}) {
        const auto found = postern::http::find_cookie(header, name);
        const auto values = values_of(header, name);
        POSTERN_CHECK(found.duplicate == (values.size() > 1));
        POSTERN_CHECK(found.value.has_value() == (values.size() == 1));
        if (found.value) POSTERN_CHECK(*found.value == values.front());
    }
    return 0;
}
