#include "support/service_fixture.hpp"

#include <utility>

#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::test {

std::string CountingEntropy::bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint64_t value = next_++;
    for (std::size_t i = 0; i < count && value != 0; ++i, value >>= 8)
        bytes[i] = static_cast<char>(value & 0xFF);
    return bytes;
}

std::string PlainHasher::hash(const Secret& password) {
    if (broken) throw crypto::CryptoError{"out of memory"};
    return "plain$" + std::to_string(cost_) + "$" + std::string{password.reveal()};
}

bool PlainHasher::verify(const Secret& password, std::string_view phc) {
    if (broken) throw crypto::CryptoError{"out of memory"};
    verified_against.emplace_back(phc);
    if (const auto happen = std::exchange(meanwhile, nullptr)) happen();
    const auto last = phc.rfind('$');
    return phc != decoy() && phc.substr(last + 1) == password.reveal();
}

bool PlainHasher::needs_rehash(std::string_view phc) const {
    return !phc.starts_with("plain$" + std::to_string(cost_) + "$");
}

User ServiceFixture::add_user(std::string_view email) {
    auto added = registration.add_user({email, "Ann", kGoodPassword}, admin, now);
    POSTERN_CHECK(added.has_value());
    return std::move(*added);
}

service::OpenedSession ServiceFixture::sign_in(std::string_view email, bool remember,
                                               std::string_view previous_token) {
    auto signed_in = logins.sign_in({email, kGoodPassword, remember, previous_token}, client, now);
    POSTERN_CHECK(signed_in.has_value());
    return std::move(signed_in->opened);
}

}  // namespace postern::test
