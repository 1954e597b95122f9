/// compiled_rules: the rules of a site in the form in which they are evaluated.
///
/// Compiled once for each version of the rules, evaluated for each request: no allocation, no lock,
/// no system call. An index by path finds the rules that can matter, so that 200 rules about
/// different paths cost less than a microsecond; a rule that has to be looked at costs some 100 ns.
/// evaluate() is what the gate, `postern explain`, the console and the tests of a rule file call;
/// there is no other evaluation.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/access/odd_path.hpp"
#include "postern/base/result.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/rules.hpp"

namespace postern::access {

using postern::ZoneOffset;

/// Knows time zones; a port, because the zones are in the layer `text`.
class Zones {
public:
    virtual ~Zones() = default;
    /// Nothing for a zone that this system does not know.
    virtual std::optional<ZoneOffset> offset(std::string_view zone, TimePoint at) const = 0;
};

/// A user who is asking. Views into whatever holds it.
struct Visitor {
    std::string_view user;                    ///< public id
    std::span<const std::uint32_t> groups{};  ///< numbers of those held now, sorted
    std::span<const std::uint32_t> roles{};   ///< the same
    Assurance assurance{};
};

/// What is asked.
struct Question {
    std::string_view path{};     ///< as nginx normalised it
    std::string_view raw{};      ///< as sent; empty: not known
    std::string_view method{};   ///< as sent; empty: GET
    std::string_view address{};  ///< of the network, as text
    /// A CORS preflight: OPTIONS with Origin and Access-Control-Request-Method.
    bool is_preflight = false;
    std::optional<Visitor> visitor{};  ///< nothing: not signed in
    TimePoint now;
};

enum class Outcome : std::uint8_t {
    Pass,    ///< as the user, or as nobody where nobody is signed in
    SignIn,  ///< who signs in may pass
    StepUp,  ///< who proves more, or proves it again, passes
    Denied,
    Odd,  ///< the path can be read in more than one way
};

/// `pass`, `sign_in`, `step_up`, `denied` or `odd_path`.
std::string_view to_text(Outcome outcome) noexcept;

struct Decision {
    static constexpr int kDefault = -1;    ///< no rule decided
    static constexpr int kPreflight = -2;  ///< the site lets preflights pass

    Outcome outcome;
    int rule = kDefault;  ///< index of the rule that decides
    Demand demand{};      ///< of StepUp: what has to be proven
    OddPath odd = OddPath::None;
    /// The first dry-run rule that would have decided, and how; -1: none.
    int dry_rule = -1;
    Outcome dry_outcome = Outcome::Pass;
};

/// Why a rule did not decide, or that it did.
enum class Miss : std::uint8_t {
    None,  ///< it decides
    Disabled,
    Expired,  ///< `until` has come, or `not_before` has not
    Hours,
    Path,
    OddPath,  ///< an opening rule, and the path is odd
    Method,
    Network,
    Subject,      ///< signed in, but not named
    NotSignedIn,  ///< a rule that denies some users, and nobody is signed in
    DryRun,       ///< it would decide, and is not enforced
};

struct Problem {
    int rule;  ///< index; -1: the site as a whole
    std::string what;
};

/// Belongs to one thread: the hours of rules remember their last answer.
class CompiledRules {
public:
    /// Fails with the first thing that cannot be compiled, in rules that are not enabled, too: a
    /// glob, a method, a network, a zone, a subject that was not looked up, a public rule that asks
    /// for something. `zones` must outlive *this.
    static Result<CompiledRules, Problem> compile(const SiteRules& rules, const Zones& zones,
                                                  TimePoint now);

    CompiledRules(CompiledRules&&) noexcept;
    CompiledRules& operator=(CompiledRules&&) noexcept;
    ~CompiledRules();

    /// `site`: what the site asks of everybody who is signed in, whatever the rules say.
    Decision evaluate(const Question& question, const Demand& site) const;

    /// The same decision, with what became of each rule that was looked at, in order.
    struct Explained {
        Decision decision;
        std::vector<Miss> rules;
    };
    Explained explain(const Question& question, const Demand& site) const;

    const SiteRules& source() const noexcept;

    /// Numbers of the groups that the site is told of, with their names, sorted by name.
    struct Told {
        std::uint32_t id;
        std::string name;
    };
    std::span<const Told> told_groups() const noexcept;

private:
    struct Body;
    explicit CompiledRules(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace postern::access
