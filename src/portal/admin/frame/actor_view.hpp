/// ActorView: who made a change, on a page of the console.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "portal/page/frame.hpp"

namespace postern::service {
class UserService;
}

namespace postern::portal::admin {

/// One of three: somebody with an address, somebody at the command line, or another.
struct ActorView {
    std::string email{};   ///< as it is now; empty: not known
    std::string system{};  ///< `1000`: the system user at the command line
    std::string other{};   ///< the actor's name, where it is neither

    /// For the partial `admin_actor`.
    void fill(Fields& fields) const;
    /// `ann@example.org`, `uid 1000`, or the name.
    std::string text() const;
};

/// Looks up each administrator once.
class Actors {
public:
    /// `users` must outlive it.
    explicit Actors(const service::UserService& users) : users_{users} {}

    /// `name`: an Actor's. One round trip for an administrator that was not asked for before.
    const ActorView& of(const std::string& name);

private:
    const service::UserService& users_;
    std::map<std::string, ActorView> known_{};
};

}  // namespace postern::portal::admin
