/// gate_settings: what a gate worker needs to know, taken from the configuration.
#pragma once

#include "postern/config/config.hpp"
#include "postern/gate/gate.hpp"

namespace postern::app {

gate::GateSettings gate_settings(const config::Config& config);

}  // namespace postern::app
