// What a browser says about a ceremony: what is read can be written as JSON and read again as the
// same, and one more member changes nothing, or makes it a frame of another site.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/factor/client_data.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/factor/webauthn.hpp"
#include "postern/json/json.hpp"

namespace {

using namespace postern::crypto;
using postern::json::Json;

std::string as_json(const ClientData& data) {
    return Json{Json::Object{{"type", data.type},
                             {"challenge", postern::to_base64url(data.challenge)},
                             {"origin", data.origin},
                             {"crossOrigin", data.is_cross_origin}}}
        .dump();
}

void check_round_trip(const ClientData& data) {
    const auto text = as_json(data);
    const auto again = read_client_data(text);
    // Escapes can make it longer than it may be.
    POSTERN_CHECK(again.has_value() == (text.size() <= kMaxClientDataBytes));
    if (!again) return;
    POSTERN_CHECK(again->type == data.type && again->challenge == data.challenge);
    POSTERN_CHECK(again->origin == data.origin && again->is_cross_origin == data.is_cross_origin);
}

void check_one_more(const ClientData& data) {
    const auto text = as_json(data);
    if (text.size() + 32 > kMaxClientDataBytes) return;
    const auto framed = read_client_data("{\"topOrigin\":0," + text.substr(1));
    POSTERN_CHECK(framed && framed->is_cross_origin);
    POSTERN_CHECK(!read_client_data("{\"type\":\"\"," + text.substr(1)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto read = read_client_data(text);
    if (!read) return 0;
    POSTERN_CHECK(size <= kMaxClientDataBytes);
    POSTERN_CHECK(postern::is_utf8(read->type) && postern::is_utf8(read->origin));
    POSTERN_CHECK(!read_client_data(std::string{text} + 'x'));
    check_round_trip(*read);
    check_one_more(*read);
    return 0;
}
