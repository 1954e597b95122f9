/// Dialog: how `postern init` talks to the administrator.
#pragma once

#include <functional>
#include <string>

#include "app/console/console.hpp"

namespace postern::app {

class Dialog {
public:
    /// What is wrong with an answer, in words; empty: nothing.
    using Check = std::function<std::string(const std::string&)>;

    /// Asks nothing when `silent`, or when the console is no terminal. `console` must outlive it.
    Dialog(Console& console, bool silent) : console_{console}, asks_{console.terminal && !silent} {}

    bool asks() const noexcept { return asks_; }
    /// The answer, one line, asked for again until there is nothing wrong with it; empty when this
    /// dialog asks nothing. Throws CommandError at the end of the input.
    std::string ask(const std::string& question, const Check& check = {});
    /// Tells what a step has done or found done.
    void report(const std::string& what);
    std::ostream& out() noexcept { return console_.out; }

private:
    Console& console_;
    bool asks_;
};

}  // namespace postern::app
