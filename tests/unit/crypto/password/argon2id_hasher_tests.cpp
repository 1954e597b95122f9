#define BOOST_TEST_DYN_LINK
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/crypto/digest.hpp"
#include "postern/crypto/password/password_hasher.hpp"

using namespace postern;
using namespace std::string_literals;
using crypto::Argon2idCost;
using crypto::Argon2idHasher;

namespace {

constexpr Argon2idCost kCheap{.memory_kib = 64, .passes = 1};
constexpr Argon2idCost kHuge{.memory_kib = crypto::kMaxArgon2MemoryKib, .passes = 1};

/// Made with the reference implementation (Debian's argon2 20171227, `argon2 SALT -id -e`) or,
/// where the password has a NUL, with OpenSSL 3's Argon2id.
struct Known {
    std::string name;
    std::string password;
    std::string phc;
};

const std::vector<Known>& known_answers() {
    static const std::vector<Known> rows{
        {"default cost", "correct horse battery staple",
         "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxMjM0NTY3OA$"
         "iqbHhgtqJMWWf23kIatRWniYNRyhFWif/l6I+m/2Exw"},
        {"other scripts", "p\u00E4ssw\u00F6rd \u20AC",
         "$argon2id$v=19$m=256,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
         "zcQ2f4WVIbFP4Fc7sHpaajne3iddDRMejkWomQ8uTGs"},
        {"NUL inside", "before\0after"s,
         "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
         "sVOifX3t9DKr2De8miO4x3IPpyLKlr8hvl1tFYliUYc"},
        {"1024 bytes", std::string(1024, 'x'),
         "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
         "8MVDayYA1yrEcxcg675fcZb/vOE9fw1akki/wLJLKSs"},
        {"empty", "",
         "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
         "eXZUNnR2llt3cJjbvqluZqemRRCWtjCUaviP+jP/BIw"},
        {"least cost", "password",
         "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
         "dxM42BlXPGcRaznheIro4EsOsM+d+7/i5tdGzz5GT8c"},
    };
    return rows;
}

Secret secret(std::string_view text) { return Secret{text}; }

bool verifies(const std::string& password, std::string_view phc) {
    return Argon2idHasher{kCheap}.verify(secret(password), phc);
}

/// Whether `work` ends in CryptoError in a process that may not take 1 GiB.
bool throws_crypto_error_when_memory_is_short(const std::function<void()>& work) {
    constexpr int kThrew = 42;
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit limit{.rlim_cur = 512U << 20, .rlim_max = 512U << 20};
        ::setrlimit(RLIMIT_AS, &limit);
        try {
            work();
        } catch (const crypto::CryptoError&) {
            ::_exit(kThrew);
        } catch (...) {
        }
        ::_exit(0);
    }
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == kThrew;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(argon2id_hasher_tests)

BOOST_AUTO_TEST_CASE(verify_agrees_with_other_implementations) {
    for (const Known& known : known_answers()) {
        BOOST_TEST_CONTEXT(known.name) {
            BOOST_TEST(verifies(known.password, known.phc));
            BOOST_TEST(!verifies(known.password + "x", known.phc));
        }
    }
}

BOOST_AUTO_TEST_CASE(hash_produces_what_verify_accepts) {
    Argon2idHasher hasher{kCheap};
    const std::string phc = hasher.hash(secret("correct horse"));
    BOOST_TEST(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    BOOST_TEST(hasher.verify(secret("correct horse"), phc));
    BOOST_TEST(!hasher.verify(secret("correct hors"), phc));
    BOOST_TEST(!hasher.verify(secret("Correct horse"), phc));
    BOOST_TEST(!hasher.verify(secret(""), phc));
}

BOOST_AUTO_TEST_CASE(hash_uses_a_fresh_salt_each_time) {
    Argon2idHasher hasher{kCheap};
    BOOST_TEST(hasher.hash(secret("same")) != hasher.hash(secret("same")));
}

BOOST_AUTO_TEST_CASE(hash_counts_every_byte_of_a_password) {
    Argon2idHasher hasher{kCheap};
    const std::string start(1023, 'x');
    const std::string phc = hasher.hash(secret(start + "a"));
    BOOST_TEST(hasher.verify(secret(start + "a"), phc));
    BOOST_TEST(!hasher.verify(secret(start + "b"), phc));
    BOOST_TEST(!hasher.verify(secret(std::string(72, 'x')), phc));
}

BOOST_AUTO_TEST_CASE(hash_includes_bytes_after_a_nul) {
    Argon2idHasher hasher{kCheap};
    const std::string phc = hasher.hash(secret("a\0b"s));
    BOOST_TEST(hasher.verify(secret("a\0b"s), phc));
    BOOST_TEST(!hasher.verify(secret("a\0c"s), phc));
    BOOST_TEST(!hasher.verify(secret("a"), phc));
}

BOOST_AUTO_TEST_CASE(verify_refuses_a_string_that_is_not_a_hash) {
    const std::string salt = "$MDEyMzQ1Njc4OWFiY2RlZg";
    const std::string tag = "$dxM42BlXPGcRaznheIro4EsOsM+d+7/i5tdGzz5GT8c";
    struct Row {
        std::string name;
        std::string phc;
    };
    const std::vector<Row> rows{
        {"empty", ""},
        {"password itself", "password"},
        {"other algorithm", "$argon2i$v=19$m=8,t=1,p=1" + salt + tag},
        {"other version", "$argon2id$v=16$m=8,t=1,p=1" + salt + tag},
        {"no version", "$argon2id$m=8,t=1,p=1" + salt + tag},
        {"two lanes", "$argon2id$v=19$m=16,t=1,p=2" + salt + tag},
        {"parameters in another order", "$argon2id$v=19$t=1,m=8,p=1" + salt + tag},
        {"leading zero", "$argon2id$v=19$m=08,t=1,p=1" + salt + tag},
        {"negative memory", "$argon2id$v=19$m=-8,t=1,p=1" + salt + tag},
        {"memory beyond 32 bits", "$argon2id$v=19$m=4294967304,t=1,p=1" + salt + tag},
        {"too little memory", "$argon2id$v=19$m=7,t=1,p=1" + salt + tag},
        {"memory above 1 GiB", "$argon2id$v=19$m=1048577,t=1,p=1" + salt + tag},
        {"no pass", "$argon2id$v=19$m=8,t=0,p=1" + salt + tag},
        {"17 passes", "$argon2id$v=19$m=8,t=17,p=1" + salt + tag},
        {"short salt", "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2Rl" + tag},
        {"empty salt", "$argon2id$v=19$m=8,t=1,p=1$" + tag},
        {"no tag", "$argon2id$v=19$m=8,t=1,p=1" + salt},
        {"empty tag", "$argon2id$v=19$m=8,t=1,p=1" + salt + "$"},
        {"cut tag", "$argon2id$v=19$m=8,t=1,p=1" + salt + tag.substr(0, 40)},
        {"long tag", "$argon2id$v=19$m=8,t=1,p=1" + salt + tag + "AAAA"},
        {"padded tag", "$argon2id$v=19$m=8,t=1,p=1" + salt + tag + "="},
        {"left-over bits in the tag",
         "$argon2id$v=19$m=8,t=1,p=1" + salt + tag.substr(0, tag.size() - 1) + "9"},
        {"text behind", "$argon2id$v=19$m=8,t=1,p=1" + salt + tag + "\n"},
        {"NUL behind", "$argon2id$v=19$m=8,t=1,p=1" + salt + tag + "\0"s},
        {"text in front", " $argon2id$v=19$m=8,t=1,p=1" + salt + tag},
    };
    BOOST_REQUIRE(verifies("password", "$argon2id$v=19$m=8,t=1,p=1" + salt + tag));
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(!verifies("password", row.phc));
        }
}

BOOST_AUTO_TEST_CASE(needs_rehash_when_the_cost_or_the_algorithm_changed) {
    const Argon2idHasher hasher{{.memory_kib = 256, .passes = 3}};
    const std::string rest = "$MDEyMzQ1Njc4OWFiY2RlZg$zcQ2f4WVIbFP4Fc7sHpaajne3iddDRMejkWomQ8uTGs";
    BOOST_TEST(!hasher.needs_rehash("$argon2id$v=19$m=256,t=3,p=1" + rest));
    BOOST_TEST(hasher.needs_rehash("$argon2id$v=19$m=255,t=3,p=1" + rest));
    BOOST_TEST(hasher.needs_rehash("$argon2id$v=19$m=512,t=3,p=1" + rest));
    BOOST_TEST(hasher.needs_rehash("$argon2id$v=19$m=256,t=2,p=1" + rest));
    BOOST_TEST(hasher.needs_rehash("$argon2id$v=16$m=256,t=3,p=1" + rest));
    BOOST_TEST(hasher.needs_rehash("$2b$12$abcdefghijklmnopqrstuv"));
    BOOST_TEST(hasher.needs_rehash(""));
}

BOOST_AUTO_TEST_CASE(decoy_looks_like_a_hash_of_the_current_cost) {
    Argon2idHasher hasher{kCheap};
    BOOST_TEST(!hasher.needs_rehash(hasher.decoy()));
    BOOST_TEST(hasher.decoy().size() == hasher.hash(secret("x")).size());
    BOOST_TEST(!hasher.verify(secret(""), hasher.decoy()));
    BOOST_TEST(hasher.decoy() != Argon2idHasher{kCheap}.decoy());
}

BOOST_AUTO_TEST_CASE(construction_refuses_a_cost_out_of_range) {
    for (const Argon2idCost cost : {Argon2idCost{7, 1}, Argon2idCost{8, 0}, Argon2idCost{8, 17},
                                    Argon2idCost{crypto::kMaxArgon2MemoryKib + 1, 1}})
        BOOST_CHECK_THROW(Argon2idHasher{cost}, crypto::CryptoError);
}

BOOST_AUTO_TEST_CASE(construction_does_not_hash) {
    BOOST_TEST(!throws_crypto_error_when_memory_is_short([] { Argon2idHasher{kHuge}; }));
}

#ifndef __SANITIZE_ADDRESS__  // it maps terabytes of its own

BOOST_AUTO_TEST_CASE(hash_throws_when_memory_is_short) {
    BOOST_TEST(throws_crypto_error_when_memory_is_short(
        [] { Argon2idHasher{kHuge}.hash(secret("password")); }));
}

BOOST_AUTO_TEST_CASE(verify_throws_when_memory_is_short) {
    BOOST_TEST(throws_crypto_error_when_memory_is_short([] {
        Argon2idHasher{kCheap}.verify(secret("password"),
                                      "$argon2id$v=19$m=1048576,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
                                      "dxM42BlXPGcRaznheIro4EsOsM+d+7/i5tdGzz5GT8c");
    }));
}

// The throw shows that the work of a verification at the present cost was begun.
BOOST_AUTO_TEST_CASE(verify_hashes_against_a_decoy_when_the_string_is_not_a_hash) {
    for (const std::string phc : {"no hash",
                                  "$argon2id$v=19$m=8,t=17,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
                                  "dxM42BlXPGcRaznheIro4EsOsM+d+7/i5tdGzz5GT8c"})
        BOOST_TEST(throws_crypto_error_when_memory_is_short(
            [&] { Argon2idHasher{kHuge}.verify(secret("password"), phc); }));
}

#endif

BOOST_AUTO_TEST_SUITE_END()
