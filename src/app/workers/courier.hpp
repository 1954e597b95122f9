/// courier: the wiring of the one process that does what nobody waits for.
///
/// Reads what ended on other hosts, makes the keys that sign and gives them to the gate, writes
/// down when sessions were last seen and what the gate has decided how often, delivers e-mails,
/// removes what is over. Never answers a visitor.
#pragma once

#include <optional>
#include <string>

#include "app/wiring/shared_state.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/mail/letters.hpp"
#include "postern/process/master.hpp"

namespace postern::app {

struct CourierInput {
    const config::Config& config;
    std::string database_password;
    std::string mail_password;
    std::optional<crypto::KeyRing> keys;
    const mail::Letters& letters;
    const SharedState& shared;
    int control_fd;  ///< listening; see app/control/control.hpp
};

/// Runs in a child of the master until it is told to stop. Returns its exit status.
int run_courier(const CourierInput& input, process::WorkerContext& context);

}  // namespace postern::app
