// Access tokens for a bench, signed with the key of the stack under test as the API would sign
// them: the oldest live families of its database get one each. Asking the API for them would
// measure how it throttles sign-ins.
//
// usage: mint_tokens CONFIG COUNT        prints COUNT tokens, one per line
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include "app/wiring/database_settings.hpp"
#include "app/wiring/key_ring.hpp"
#include "app/wiring/services_settings.hpp"
#include "postern/base/clock.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/service/token/key_chest.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/signing_key_store.hpp"
#include "postern/store/token_store.hpp"
#include "service/token/access_tokens.hpp"

using namespace postern;

namespace {

constexpr std::size_t kPage = 1000;

/// Prints the tokens; returns how many of `count` there are not, for want of families.
std::size_t mint(store::TokenStore& families, const service::ActiveKey& signer,
                 const service::TokenSettings& settings, std::size_t count, TimePoint now) {
    crypto::SystemEntropy entropy;
    FamilyId last{0};
    while (count > 0) {
        const auto page = families.list(last, now, std::min(count, kPage));
        if (page.empty()) break;
        for (const auto& found : page) {
            const Secret token =
                service::make_access_token(signer, settings, found.family, found.user.public_id,
                                           settings.issuer, entropy, now);
            std::cout << token.reveal() << '\n';
        }
        last = page.back().family.id;
        count -= page.size();
    }
    return count;
}

int run(const std::string& path, std::size_t count) {
    const auto environment = config::process_environment();
    // No names of variables: those of the test's own are no settings.
    const auto config = config::load(path, environment, {});
    const auto ring = app::read_key_ring(config.keys, environment);
    const auto settings = app::service_settings(config, {});
    store::mysql::MysqlDatabase database{app::connection_settings(
        config, config::read_database_password(config.database, environment))};
    service::KeyChest chest{database.signing_keys(), ring ? &*ring : nullptr, nullptr,
                            settings.signing_key.algorithm};
    const auto now = SystemClock{}.now();
    const auto signer = chest.signer(KeyUsage::Token, now);
    if (!signer) {
        std::cerr << "mint_tokens: there is no key that signs\n";
        return 1;
    }
    const auto missing = mint(database.tokens(), *signer, settings.token, count, now);
    if (missing > 0) std::cerr << "mint_tokens: there are " << missing << " families too few\n";
    return missing == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const long count = argc == 3 ? std::atol(argv[2]) : 0;
    if (count <= 0) {
        std::cerr << "usage: mint_tokens CONFIG COUNT\n";
        return 2;
    }
    try {
        return run(argv[1], static_cast<std::size_t>(count));
    } catch (const std::exception& error) {
        std::cerr << "mint_tokens: " << error.what() << "\n";
        return 1;
    }
}
