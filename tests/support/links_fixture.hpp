/// links_fixture: the portal with mail, and links as the courier would have sent them.
#pragma once

#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "support/web_fixture.hpp"

namespace postern::test {

struct LinksFixture : WebFixture {
    User ann = add_user("ann@example.org");

    LinksFixture() {
        mail_enabled = true;
        pipeline = make_pipeline(mailing_registration);
    }

    void use_no_mail() {
        mail_enabled = false;
        pipeline = make_pipeline(registration);
    }

    /// The token of a new link that is good for an hour.
    std::string add_link(MailTokenKind kind, const std::string& email = "ann@example.org") {
        const std::string token = to_base64url(entropy.bytes(32));
        stores.accounts().add_token({.kind = kind,
                                     .user_id = ann.id,
                                     .token_hash = crypto::sha256(token),
                                     .email = *EmailAddress::parse(email),
                                     .created_at = now,
                                     .expires_at = now + std::chrono::hours{1}});
        return token;
    }

    std::size_t mails() { return stores.state().outbox.size(); }
};

}  // namespace postern::test
