// What signatures cost: an access token that the gate sees for the first time, a forged one, and
// the tokens and assertions that are signed here. Without the database, and without nginx.
//
//     build/bin/bench_tokens [SECONDS]
//
// Prints microseconds for one token, and its size: the best slice and the median. `take` is all
// that the gate does before it asks the database: it reads form, header, id and claims, and then
// checks the signature. A forged token has a right header and good claims, and an id that was not
// made here: its MAC refuses it, and no signature is checked. `make` is a signature with all the
// text around it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/crypto/jws/access_token.hpp"
#include "postern/crypto/jws/assertion.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "support/signing_pair.hpp"

using namespace postern;
using namespace postern::crypto;
using Pair = test::SigningPair;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::size_t kSlices = 20;
constexpr int kCallsBetweenLooks = 10;
constexpr std::size_t kTokens = 64;
constexpr std::int64_t kNow = 1'795'251'000;
constexpr std::string_view kIssuer = "https://auth.example.org";
constexpr std::string_view kFamily = "AAECAwQFBgcICQoLDA0ODw";
constexpr std::string_view kSubject = "EBESExQVFhcYGRobHB0eHw";

std::string make_token(const Pair& pair, const Secret& id_key) {
    static SystemEntropy entropy;
    const AccessClaims claims{.issuer = std::string{kIssuer},
                              .subject = std::string{kSubject},
                              .audience = {std::string{kIssuer}},
                              .client_id = "postern",
                              .scope = "account:read account:write site:*",
                              .id = make_token_id(id_key, pair.key.kid(), kFamily, entropy),
                              .family = std::string{kFamily},
                              .issued_at = kNow,
                              .expires_at = kNow + 600,
                              .auth_time = kNow - 60,
                              .level = 2,
                              .amr = {"pwd", "otp", "mfa"}};
    return make_compact(pair.key, kAccessTokenType, to_payload(claims));
}

/// Different ones, so that none of them is what the processor has just seen.
std::vector<std::string> make_tokens(const Pair& pair, const Secret& id_key) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < kTokens; ++i) tokens.push_back(make_token(pair, id_key));
    return tokens;
}

/// What is wrong with it; nothing: it is good.
std::optional<TokenProblem> problem_of(const std::string& token, const Pair& pair,
                                       const FindKey& find_key) {
    const auto read = read_access_token(token, find_key, kIssuer, kNow);
    if (!read) return read.error();
    return is_signed(*read, pair.trusted) ? std::nullopt
                                          : std::optional{TokenProblem::BadSignature};
}

std::string make_assertion(const SigningKey& key) {
    return make_compact(key, kAssertionType,
                        to_payload(AssertionClaims{.issuer = kIssuer,
                                                   .audience = "https://wiki.example.org",
                                                   .subject = kSubject,
                                                   .email = "ann@example.org",
                                                   .name = "Ann Example",
                                                   .groups = "editors,members,office,staff",
                                                   .level = 2,
                                                   .auth_time = kNow - 60,
                                                   .session = kFamily,
                                                   .issued_at = kNow,
                                                   .expires_at = kNow + 120,
                                                   .id = "AAECAwQFBgcICQoLDA0ODw"}));
}

/// Microseconds for a call, over `slice`.
double time_calls(const std::function<void()>& call, std::chrono::milliseconds slice) {
    std::size_t calls = 0;
    const auto began = Steady::now();
    do {
        for (int i = 0; i < kCallsBetweenLooks; ++i) call();
        calls += kCallsBetweenLooks;
    } while (Steady::now() - began < slice);
    return std::chrono::duration<double, std::micro>(Steady::now() - began).count() /
           static_cast<double>(calls);
}

/// The best slice tells what it costs, the median what else the machine was doing.
void measure(const std::string& name, std::size_t bytes, std::chrono::milliseconds duration,
             const std::function<void()>& call) {
    std::vector<double> times;
    for (std::size_t i = 0; i < kSlices; ++i) times.push_back(time_calls(call, duration / kSlices));
    std::ranges::sort(times);
    std::printf("%-36s best %7.2f   median %7.2f us   %4zu bytes\n", name.c_str(), times.front(),
                times[kSlices / 2], bytes);
}

void measure_taking(const std::string& name, const Pair& pair, const Secret& id_key,
                    std::optional<TokenProblem> expected, std::chrono::milliseconds duration) {
    const FindKey find_key = [&](std::string_view kid) {
        return kid == pair.key.kid() ? &pair.trusted : nullptr;
    };
    const auto tokens = make_tokens(pair, id_key);
    std::size_t next = 0;
    measure(name, tokens.front().size(), duration, [&] {
        if (problem_of(tokens[next++ % kTokens], pair, find_key) != expected) std::abort();
    });
}

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds duration{argc > 1 ? std::atoi(argv[1]) : 1};
    const Secret foreign_id_key{std::string(32, 'x')};
    for (const auto algorithm :
         {SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa, SignatureAlgorithm::Rs256}) {
        const Pair pair{algorithm};
        const std::string name{to_text(algorithm)};
        measure_taking("take an access token, " + name, pair, pair.trusted.id_key, std::nullopt,
                       duration);
        measure_taking("refuse a forged one, " + name, pair, foreign_id_key, TokenProblem::WrongMac,
                       duration);
        measure("make an access token, " + name, make_token(pair, pair.trusted.id_key).size(),
                duration, [&] { (void)make_token(pair, pair.trusted.id_key); });
    }
    const auto key = SigningKey::generate(SignatureAlgorithm::Es256);
    measure("make an assertion, ES256", make_assertion(key).size(), duration,
            [&] { (void)make_assertion(key); });
}
