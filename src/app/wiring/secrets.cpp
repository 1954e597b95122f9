#include "app/wiring/secrets.hpp"

#include <iterator>

#include "app/wiring/key_ring.hpp"
#include "postern/base/secret.hpp"

namespace postern::app {

namespace {

/// The pools that use a secret.
struct UsedBy {
    bool gate = false;
    bool portal = false;
    bool courier = false;
};

struct Row {
    SecretName name;
    std::string (*read)(const config::Config&, const config::Environment&);
    UsedBy used_by;
};

constexpr Row kTable[] = {
    {SecretName::DatabasePassword,
     [](const config::Config& config, const config::Environment& environment) {
         return config::read_database_password(config.database, environment);
     },
     {.portal = true, .courier = true}},
    {SecretName::GatePassword,
     [](const config::Config& config, const config::Environment& environment) {
         return config::read_gate_database_password(config.database, environment);
     },
     {.gate = true}},
    {SecretName::MailPassword,
     [](const config::Config& config, const config::Environment& environment) {
         return config::read_mail_password(config.mail, environment);
     },
     {.courier = true}},
    {SecretName::Keys,
     [](const config::Config& config, const config::Environment& environment) {
         return read_key_text(config.keys, environment);
     },
     {.portal = true, .courier = true}},
};

constexpr std::size_t index(SecretName name) { return static_cast<std::size_t>(name); }

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < std::size(kTable); ++i)
        if (index(kTable[i].name) != i) return false;
    return true;
}

bool uses(Pool pool, const UsedBy& used_by) {
    switch (pool) {
        case Pool::Gate:
            return used_by.gate;
        case Pool::Portal:
            return used_by.portal;
        case Pool::Courier:
            return used_by.courier;
    }
    return false;
}

}  // namespace

Secrets Secrets::read(const config::Config& config, const config::Environment& environment) {
    static_assert(std::size(kTable) == kCount && is_in_order());
    Secrets secrets;
    for (const Row& row : kTable) secrets.values_[index(row.name)] = row.read(config, environment);
    return secrets;
}

const std::string& Secrets::get(SecretName name) const { return values_[index(name)]; }

void Secrets::keep_for(Pool pool) noexcept {
    for (const Row& row : kTable)
        if (!uses(pool, row.used_by)) wipe(values_[index(row.name)]);
}

void Secrets::wipe_all() noexcept {
    for (auto& value : values_) wipe(value);
}

}  // namespace postern::app
