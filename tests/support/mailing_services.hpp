/// mailing_services: services that ask for a mailed code, and the codes that the courier sends.
#pragma once

#include <string>

#include "postern/base/check.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "support/service_fixture.hpp"

namespace postern::test {

/// Over the stores of a fixture, which must outlive it.
struct MailingServices {
    explicit MailingServices(ServiceFixture& fixture)
        : fixture_{fixture},
          settings_{with_mail(fixture.service_settings)},
          services{app::stores_of(fixture.stores), fixture.ports(), settings_} {}

    /// The code in the newest e-mail of the outbox. REQUIRES: that it is one with a code, and that
    /// the account gets it.
    std::string newest_code() const {
        POSTERN_CHECK(!fixture_.stores.state().outbox.empty());
        const auto& [id, stored] = *fixture_.stores.state().outbox.rbegin();
        const auto ready =
            composer_.prepare({.id = id, .mail = stored.mail, .attempts = 1}, fixture_.now);
        POSTERN_CHECK(ready.has_value() && !ready->code.empty());
        return ready->code;
    }

private:
    static app::ServiceSettings with_mail(app::ServiceSettings settings) {
        settings.sign_in.mail_enabled = true;
        return settings;
    }

    ServiceFixture& fixture_;
    app::ServiceSettings settings_;
    service::MailComposer composer_{fixture_.stores.users(),
                                    fixture_.stores.accounts(),
                                    *fixture_.attempts,
                                    fixture_.entropy,
                                    {}};

public:
    app::Services services;
};

}  // namespace postern::test
