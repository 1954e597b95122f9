#include "app/wiring/version.hpp"

namespace postern::app {

// The Makefile passes it to this unit alone.
constinit const std::string_view kVersion = POSTERN_VERSION;

}  // namespace postern::app
