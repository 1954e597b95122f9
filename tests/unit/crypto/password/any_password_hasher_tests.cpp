// Hashes of other systems: right ones fit, damaged and costly ones are refused.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

#include "crypto/password/stored_hash.hpp"
#include "postern/crypto/password/any_password_hasher.hpp"
#include "postern/crypto/password/imported_hash.hpp"

using namespace postern;
using namespace std::string_literals;
using crypto::AnyPasswordHasher;
using crypto::HashRefusal;
using crypto::refusal_of;

namespace {

constexpr crypto::Argon2idCost kCheap{.memory_kib = 64, .passes = 1};

struct Vector {
    const char* password;
    const char* hash;
};

const std::string kSalt22 = "abcdefghijklmnopqrstuu";

// The sources stand above each group.
const Vector kVectors[] = {
    // Openwall crypt_blowfish 1.3, wrapper.c: tests of the algorithm.
    {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
    {"\xff\xa3"
     "345",
     "$2a$05$/OK.fbVrR/bpIqNJ5ianF.nRht2l/HRhr6zmCp9vYUvvsqynflf9e"},
    {"\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
    // libxcrypt 4.4 itself.
    {"correct horse", "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"},
    {"correct horse", "$y$j75$abcdefghijklmnopqrst./$yKtBBNB2zULLrkjAC90VfDUrx/VQfgJFxf0vXIDlzQA"},
    {"correct horse", "$gy$j75$abcdefghijklmnopqrst./$eFtFvsH1HOIMJMKXNb1hwYvQpPN1eLIMUFRCsWh92sA"},
    {"correct horse", "$7$46..../....saltstring$AM5or1acXUlDrJoogSbxh9/JX6dYMBB0VtjcmPWASBD"},
    // U. Drepper, "Unix crypt using SHA-256 and SHA-512", test vectors.
    {"Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"},
    {"Hello world!",
     "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"},
    {"Hello world!",
     "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/"
     "O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"},
    {"Hello world!",
     "{CRYPT}$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/"
     "UrjmM0Dp"
     "8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v."},
    // P-H-C reference implementation of Argon2, test.c, version 0x13.
    {"password",
     "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"},
    {"password",
     "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E"},
    {"password",
     "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"},
    // Django, tests/auth_tests/test_hashers.py.
    {"l\u00e8tmein",
     "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/"
     "NYafTJ7tibgfYz71m0ldQESkXFRkdVC"
     "BhhY8mx7rQwite/Pw=="},
    {"l\u00e8tmein",
     "scrypt$16384$seasalt$8$5$ECMIUp+LMxMSK8xB/IVyba+KYGTI7FTnet025q/1f/"
     "vBAVnnP3hdYqJuRi+mJn6ji6ze3"
     "Fbb7JEFPKGpuEf5vw=="},
    {"letmein", "pbkdf2_sha256$10000$seasalt$FQCNpiZpTb0zub+HBsH6TOwyRxJ19FwvjbweatNmK/Y="},
    {"l\u00e8tmein", "pbkdf2_sha256$12000$seasalt$Ybw8zsFxqja97tY/o6G+Fy1ksY4U/Hw3DRrGED6Up4s="},
    {"l\u00e8tmein", "pbkdf2_sha256$1000000$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps="},
    // Werkzeug 3.1.8, generate_password_hash.
    {"correct horse",
     "scrypt:32768:8:1$obDDqklE1GJnySH0$"
     "5de1216db556ae718ffef9e8377d79e5e189b9421968263c3067423ddce82f"
     "524e5d4eb6ec9bbacb4b44040bf91a0cfd7dcaccbe833174d3c199ef02ce1e47da"},
    {"correct horse",
     "pbkdf2:sha256:1000$BTs9Tp3doYUMm8e6$"
     "9d8af01a7664c8ee2d098dcd4b864d980dfecff1b6b05abc72b793465f6"
     "52132"},
    {"correct horse",
     "pbkdf2:sha512:1000$KbYbUEmrpYDtabGY$"
     "2826909a9b35236533ddec99b33d0030349b6f5bb26bf8672a534642a4eb"
     "2d6c1785c2274ea0e941443b171fb09a72e5ddb496656dd1aabd0e3e4ad86659cdc4"},
    // Passlib's manual, passlib.hash.scrypt.
    {"password",
     "$scrypt$ln=8,r=8,p=1$WKs1xljLudd6z9kbY0wpJQ$yCR4iDZYDKv+iEJj6yHY0lv/epnfB6f/w1EbXrsJOuQ"},
};

Secret secret(std::string_view text) { return Secret{text}; }

bool fits(std::string_view password, std::string_view hash) {
    return AnyPasswordHasher{kCheap}.verify(secret(password), hash);
}

bool refused(const std::string& hash, HashRefusal why) { return refusal_of(hash) == why; }

std::string bcrypt_of_cost(const std::string& cost) {
    return "$2b$" + cost + "$" + kSalt22 + std::string(31, 'x');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(any_password_hasher_tests)

BOOST_AUTO_TEST_CASE(verify_agrees_with_published_hashes) {
    for (const auto& [password, hash] : kVectors) {
        BOOST_TEST(fits(password, hash), hash);
        BOOST_TEST(!fits(std::string{password} + "x", hash), hash);
        BOOST_TEST(!refusal_of(hash).has_value(), hash);
    }
}

BOOST_AUTO_TEST_CASE(every_hash_of_another_system_is_replaced_at_the_next_sign_in) {
    AnyPasswordHasher hasher{kCheap};
    for (const auto& [password, hash] : kVectors) {
        BOOST_TEST(hasher.needs_rehash(hash), hash);
        BOOST_TEST(hasher.is_foreign(hash), hash);
    }
    const std::string own = hasher.hash(secret("password"));
    BOOST_TEST(own.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    BOOST_TEST(!hasher.needs_rehash(own));
    BOOST_TEST(!hasher.is_foreign(own));
    BOOST_TEST(hasher.verify(secret("password"), own));
    BOOST_TEST(!refusal_of(own).has_value());
}

BOOST_AUTO_TEST_CASE(a_hash_changed_in_one_place_does_not_match) {
    for (const auto& [password, hash] : kVectors) {
        std::string damaged{hash};
        char& c = damaged[damaged.size() - 5];
        c = c == 'a' ? 'b' : 'a';
        BOOST_TEST(!fits(password, damaged), damaged);
        BOOST_TEST(!fits(password, std::string{hash}.substr(0, std::string{hash}.size() - 1)));
        BOOST_TEST(!fits(password, std::string{hash} + "$"));
    }
}

// ASVS 6.2.9 for hashes of our own; bcrypt never looked further than 72 bytes.
BOOST_AUTO_TEST_CASE(bcrypt_is_verified_over_its_first_72_bytes) {
    // libxcrypt 4.4, of 72 times "x".
    const std::string same(72, 'x');
    AnyPasswordHasher hasher{kCheap};
    const std::string of_72 = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
    BOOST_TEST(hasher.verify(secret(same), of_72));
    BOOST_TEST(hasher.verify(secret(same + "y"), of_72));
    BOOST_TEST(!hasher.verify(secret(same.substr(1)), of_72));
    const std::string rehashed = hasher.hash(secret(same + "y"));
    BOOST_TEST(!hasher.verify(secret(same), rehashed));
}

BOOST_AUTO_TEST_CASE(a_password_with_a_nul_matches_no_crypt_hash) {
    BOOST_TEST(fits("correct horse", kVectors[4].hash));
    BOOST_TEST(!fits("correct horse\0"s, kVectors[4].hash));
    BOOST_TEST(!fits("correct horse\0x"s, kVectors[4].hash));
}

BOOST_AUTO_TEST_CASE(refusal_of_names_weak_hashes) {
    for (const std::string hash :
         {"rl.3StKT.4T8M", "_J9..rasmBYk8r9AiWNc", "$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1",
          "$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
          "{SSHA}zLPxfZ3RSNkIwVdHWEyB4Tpr6fT9LiVX", "5f4dcc3b5aa765d61d8327deb882cf99",
          "pbkdf2_sha1$10000$seasalt$91JiNKgwADC8j2j86Ije/cc4vfQ=",
          "pbkdf2:sha1:1000$salt$0123456789abcdef0123456789abcdef01234567", "md5$salt$hash",
          "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"})
        BOOST_TEST(refused(hash, HashRefusal::Weak), hash);
}

BOOST_AUTO_TEST_CASE(refusal_of_names_unknown_formats_and_damaged_hashes) {
    for (const std::string hash : {"", "!", "*", "password", "$9$x", "{SSHA512}xyz"})
        BOOST_TEST(refused(hash, HashRefusal::Unknown), hash);
    for (const std::string hash :
         {"$2b$", "$2b$5$abc", "$6$salt", "$6$rounds=5$salt$x", "$y$j9T$salt", "$y$/$salt$x", "$7$",
          "$argon2id$v=19$", "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$x", "pbkdf2_sha256$1$s$",
          "pbkdf2:sha256:0$s$00", "scrypt:3:8:1$s$00", "scrypt$16384$s$8$1$", "bcrypt$x"})
        BOOST_TEST(refused(hash, HashRefusal::Malformed), hash);
    BOOST_TEST(refused(std::string(5000, '$'), HashRefusal::Malformed));
    BOOST_TEST(refused("$2b$04$"s + '\0', HashRefusal::Malformed));
}

BOOST_AUTO_TEST_CASE(refusal_of_bounds_every_cost) {
    const std::string tag43(43, 'x');
    const std::string b64_32 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (const std::string& hash :
         {bcrypt_of_cost("15"), bcrypt_of_cost("31"),
          "$6$rounds=999999999$s$" + std::string(86, 'x'), "$5$rounds=700001$s$" + tag43,
          "$y$jET$salt$" + tag43, "$y$jDU$salt$" + tag43, "$7$FU..../....salt$" + tag43,
          "$7$46....zzz..salt$" + tag43, "$7$4zzzzzzzzzzsalt$" + tag43,
          "$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQ$" + b64_32,
          "$argon2id$v=19$m=262144,t=5,p=1$c29tZXNhbHQ$" + b64_32,
          "$argon2d$v=19$m=4294967295,t=4294967295,p=1$c29tZXNhbHQ$" + b64_32,
          "pbkdf2_sha256$2000001$s$" + b64_32 + "=",
          "pbkdf2:sha256:4294967295$s$" + std::string(64, '0'),
          "scrypt:524288:8:1$s$" + std::string(128, '0'),
          "scrypt:2:1:4294967295$s$" + std::string(128, '0'),
          "scrypt:2147483648:4294967295:4294967295$s$" + std::string(128, '0'),
          "$scrypt$ln=40,r=8,p=1$c29tZXNhbHQ$" + b64_32}) {
        BOOST_TEST(refused(hash, HashRefusal::TooCostly), hash);
        BOOST_TEST(!fits("password", hash));
    }
}

BOOST_AUTO_TEST_CASE(refusal_of_accepts_the_highest_affordable_costs) {
    const std::string tag43(43, 'x');
    for (const std::string& hash :
         {bcrypt_of_cost("14"), "$6$rounds=700000$s$" + std::string(86, 'x'),
          "$y$jDT$salt$" + tag43, "$7$EU..../....salt$" + tag43,
          "scrypt:262144:8:1$s$" + std::string(128, '0')})
        BOOST_TEST(!refusal_of(hash).has_value(), hash);
}

BOOST_AUTO_TEST_CASE(django_bcrypt_sha256_hashes_the_password_first) {
    // libxcrypt 4.4, of the hexadecimal SHA-256 of the password.
    const std::string bcrypt = "$2b$06$7C6A9.hQn1rKwqOXCpvqJuk/MiZx37DlTPR4wxqwfSEKUJN9tXs02";
    BOOST_TEST(fits("l\u00e8tmein", "bcrypt_sha256$" + bcrypt));
    BOOST_TEST(!fits("l\u00e8tmein", "bcrypt$" + bcrypt));
    BOOST_TEST(fits("correct horse",
                    "bcrypt$$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"));
}

BOOST_AUTO_TEST_SUITE_END()
