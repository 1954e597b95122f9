// What an authenticator sends, as an attestation object or as authenticator data: each part that is
// returned is a part of the input, in its place, and they fill it. A key that is accepted can
// verify signatures.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/factor/authenticator_data.hpp"
#include "crypto/factor/cbor.hpp"
#include "crypto/factor/cose_key.hpp"
#include "postern/base/check.hpp"

namespace {

using namespace postern::crypto;

constexpr std::size_t kHead = 37;

void check_key(std::string_view cose) {
    const auto key = read_cose_key(cose);
    if (!key) {
        POSTERN_CHECK(key.error() == WebauthnRefusal::Algorithm ||
                      key.error() == WebauthnRefusal::PublicKey);
        return;
    }
    POSTERN_CHECK(!key->spki.empty() && key->spki.size() <= 600);
    POSTERN_CHECK(!verify_signature(key->algorithm, key->spki, "message", "signature"));
}

/// Returns how many bytes of `rest` it fills.
std::size_t check_credential(const AttestedCredential& credential, std::string_view rest) {
    POSTERN_CHECK(credential.aaguid == rest.substr(0, 16));
    POSTERN_CHECK(credential.id == rest.substr(18, credential.id.size()));
    const auto length =
        static_cast<unsigned char>(rest[16]) * 256U + static_cast<unsigned char>(rest[17]);
    POSTERN_CHECK(credential.id.size() == length);
    POSTERN_CHECK(credential.cose_key == rest.substr(18 + length, credential.cose_key.size()));
    POSTERN_CHECK(CborReader{credential.cose_key}.take_whole_map() == credential.cose_key);
    check_key(credential.cose_key);
    return 18 + length + credential.cose_key.size();
}

void check_data(std::string_view bytes) {
    const auto data = read_authenticator_data(bytes);
    if (!data) return;
    const auto flags = static_cast<unsigned char>(bytes[32]);
    POSTERN_CHECK(data->rp_id_hash == bytes.substr(0, 32));
    POSTERN_CHECK(data->user_present == ((flags & 1) != 0));
    POSTERN_CHECK(data->credential.has_value() == ((flags & 0x40) != 0));
    auto rest = bytes.substr(kHead);
    if (data->credential) rest.remove_prefix(check_credential(*data->credential, rest));
    POSTERN_CHECK(rest.empty() == ((flags & 0x80) == 0));
    if (!rest.empty()) POSTERN_CHECK(CborReader{rest}.take_whole_map() == rest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    check_data(bytes);
    check_key(bytes);
    const auto inner = read_attestation_object(bytes);
    if (!inner) return 0;
    POSTERN_CHECK(bytes.find(*inner) != std::string_view::npos);
    check_data(*inner);
    return 0;
}
