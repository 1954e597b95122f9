/// store_types: the stores that a contract suite runs over, and how the models compare.
#pragma once

#include <boost/mpl/list.hpp>

#include "postern/model/session.hpp"
#include "postern/model/signing_key.hpp"
#include "postern/model/site.hpp"
#include "postern/model/token.hpp"
#include "postern/model/user.hpp"
#include "support/memory/stores.hpp"
#include "support/sample_data.hpp"
#include "support/test_database.hpp"

namespace postern::test {

using AllStores = boost::mpl::list<MemoryStores, MysqlStores>;

inline bool same(const User& a, const User& b) {
    return a.id == b.id && a.public_id == b.public_id && a.email == b.email &&
           a.display_name == b.display_name && a.disabled == b.disabled &&
           a.created_at == b.created_at && a.language == b.language && a.time_zone == b.time_zone &&
           a.email_verified_at == b.email_verified_at && a.delete_at == b.delete_at &&
           a.username == b.username && a.given_name == b.given_name &&
           a.family_name == b.family_name && a.waiting_since == b.waiting_since;
}

inline bool same(const Session& a, const Session& b) {
    return a.id == b.id && a.public_id == b.public_id && a.user_id == b.user_id &&
           a.created_at == b.created_at && a.last_seen_at == b.last_seen_at &&
           a.expires_at == b.expires_at && a.idle_ttl == b.idle_ttl && a.remember == b.remember &&
           a.address == b.address && a.user_agent == b.user_agent &&
           a.authentication == b.authentication;
}

inline bool same(const Site& a, const Site& b) {
    return a.id == b.id && a.name == b.name && a.origin == b.origin && a.policy == b.policy &&
           a.created_at == b.created_at && a.demand == b.demand && a.title == b.title &&
           a.description == b.description && a.contact == b.contact && a.tokens == b.tokens;
}

inline bool same(const TokenFamily& a, const TokenFamily& b) {
    return a.id == b.id && a.public_id == b.public_id && a.user_id == b.user_id &&
           a.session == b.session && a.name == b.name && a.scopes == b.scopes && a.site == b.site &&
           a.authentication == b.authentication && a.created_at == b.created_at &&
           a.address == b.address && a.user_agent == b.user_agent && a.used_at == b.used_at &&
           a.expires_at == b.expires_at && a.idle_ttl == b.idle_ttl && a.counter == b.counter &&
           a.counter_at == b.counter_at && a.sealed_seed == b.sealed_seed &&
           a.revoked_at == b.revoked_at;
}

inline bool same(const PersonalToken& a, const PersonalToken& b) {
    return a.id == b.id && a.public_id == b.public_id && a.user_id == b.user_id &&
           a.name == b.name && a.scopes == b.scopes && a.level == b.level &&
           a.created_at == b.created_at && a.address == b.address && a.expires_at == b.expires_at &&
           a.last_used_at == b.last_used_at;
}

inline bool same(const SigningKeyRow& a, const SigningKeyRow& b) {
    return a.kid == b.kid && a.usage == b.usage && a.algorithm == b.algorithm &&
           a.number == b.number && a.public_jwk == b.public_jwk && a.sealed == b.sealed &&
           a.created_at == b.created_at && a.activate_at == b.activate_at &&
           a.revoked_at == b.revoked_at && a.made_on == b.made_on;
}

}  // namespace postern::test
