/// rules: what nginx_lint looks for. Each rule has a code, how grave it is, and why it matters;
/// docs/nginx-lint.md has the same table.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/diagnosis/nginx/nginx_lint.hpp"

namespace postern::app {

enum class NginxRule {
    NoGate,
    NoSite,
    UnknownSite,
    ChangedSnippet,
    OpenLocation,
    NoCheck,
    DeclaredOpen,
    Shadowing,
    CheckOff,
    NoUri,
    OwnCheck,
    SatisfyAny,
    NoLock,
    UnmatchedPaths,
    OpenWay,
    UnlockedName,
    OpenTwin,
    AnswersFirst,
    RedirectsFirst,
    LeavesCheck,
    CheckRewritten,
    OwnErrorPage,
    LateErrorPage,
    HiddenPage,
    AliasSlash,
    MergeSlashes,
    SharedCache,
    ClientIdentity,
    OwnVariable,
    LateParameters,
    OddHeaders,
    HeaderTwice,
    LostHeaders,
    PathReplaced,
    LostPrefix,
    TwoSignIns,
    Ipv4Only,
};

/// What was found so far, each finding once.
class NginxProblems {
public:
    /// `message`: what is wrong at this directive; `fix`: what to write instead.
    void add(const NginxDirective& where, NginxRule rule, std::string message, std::string fix);
    /// All of them, by file and line.
    std::vector<NginxProblem> take();

private:
    std::vector<NginxProblem> found_{};
    std::set<std::pair<std::string, std::string>> seen_{};  // a file can be included twice
};

}  // namespace postern::app
