#include "app/wiring/services.hpp"

namespace postern::app {

Services::Services(const Stores& stores, const Ports& ports, const ServiceSettings& settings)
    : passwords{ports.hasher, ports.hashing_slots, settings.password, ports.password_lists},
      sessions{stores.sessions, ports.entropy, ports.revoker, settings.session},
      requests{ports.attempts, settings.request_limits},
      throttle{ports.attempts, stores.sign_ins, settings.throttle},
      registration{stores.accounts, passwords, requests, ports.entropy, settings.registration},
      links{stores.accounts, passwords, requests, throttle, ports.revoker},
      sign_out{sessions, stores.audit},
      sign_in{{stores.users, stores.accounts, stores.audit},
              passwords,
              sessions,
              throttle,
              ports.entropy,
              ports.metrics,
              settings.sign_in},
      account{stores.users, stores.accounts, passwords, throttle, ports.revoker, settings.account},
      devices{account, sign_out},
      users{stores.users, stores.accounts, passwords, ports.revoker, settings.administrator},
      sites{stores.sites, settings.public_origin},
      history{stores.audit} {}

}  // namespace postern::app
