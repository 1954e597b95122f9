#include "api/body/query.hpp"

#include "postern/base/bytes.hpp"

namespace postern::api {

namespace {

/// Whether the raw query has the field at all, with a value or without.
bool names(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const auto field = query.substr(0, query.find('&'));
        if (percent_decode(field.substr(0, field.find('=')), true) == name) return true;
        query.remove_prefix(field.size() < query.size() ? field.size() + 1 : query.size());
    }
    return false;
}

}  // namespace

std::optional<std::string> query_text(const http::Request& request, std::string_view name,
                                      std::vector<http::FieldProblem>& problems) {
    auto value = request.query_value(name);
    if (value && !value->empty()) return value;
    if (names(request.query, name))
        problems.push_back({std::string{name}, "invalid", "Send this once, and not empty."});
    return std::nullopt;
}

}  // namespace postern::api
