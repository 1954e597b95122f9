/// webauthn_cases: the test vectors of the W3C (Web Authentication Level 3, section 16), and
/// changes of one field each that make them wrong.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/crypto/factor/webauthn.hpp"

namespace postern::test {

/// The bytes of hexadecimal text.
std::string from_hex(std::string_view hex);

/// One credential: how it was made, and how it signed in once. RP ID `example.org`, origin
/// `https://example.org`.
struct WebauthnVector {
    std::string name;
    std::string create_challenge;
    crypto::RegistrationResponse registration;
    std::string get_challenge;
    crypto::AssertionResponse assertion;
};

/// All of tests/support/webauthn_vectors.json.
const std::vector<WebauthnVector>& webauthn_vectors();

const WebauthnVector& webauthn_vector(std::string_view name);

/// How Postern answers to both ceremonies of a vector; nothing: it accepts them.
std::optional<crypto::WebauthnRefusal> refusal_of_vector(std::string_view name);

/// The expectation of both ceremonies.
crypto::WebauthnExpectation expect_vector(std::string_view challenge,
                                          bool user_verification = false);

/// A change that must be refused, and the reason if the vector is good otherwise.
struct WebauthnChange {
    std::string name;
    crypto::WebauthnRefusal refusal;
    std::function<void(WebauthnVector&)> apply;
};

std::vector<WebauthnChange> registration_changes();

/// The assertion is checked with what the unchanged registration made.
std::vector<WebauthnChange> assertion_changes();

/// The bytes of the COSE key in a registration.
std::string cose_key_of(const WebauthnVector& vector);

/// A stored credential as the registration made it; its owner's handle is `handle`.
crypto::StoredCredential stored_as(const crypto::NewCredential& made);

}  // namespace postern::test
