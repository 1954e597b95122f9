/// Area: makes the rows of one area of administration, below `/api/v1/admin`.
#pragma once

#include <string>

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin {

/// Both references must outlive *this, not the rows.
class Area {
public:
    Area(const Context& context, const Services& services, service::AdminArea area)
        : context_{context}, services_{services}, area_{area} {}

    http::Route read(const std::string& path, Operation* operation) const {
        return reading(full(path), let_in({area_, service::AdminAction::Read}, operation));
    }
    /// GET of a list: for everybody who may read some of it.
    http::Route list(const std::string& path, Operation* operation) const {
        return reading(full(path),
                       let_in({area_, service::AdminAction::Read, Needs::Reach::Some}, operation));
    }
    http::Route write(http::Method method, const std::string& path, Operation* operation) const {
        return writing(method, full(path), let_in({area_, service::AdminAction::Write}, operation));
    }

private:
    static std::string full(const std::string& path) { return "/api/v1/admin" + path; }
    Endpoint let_in(Needs needs, Operation* operation) const {
        return administering(context_, services_, needs, operation);
    }

    const Context& context_;
    const Services& services_;
    service::AdminArea area_;
};

}  // namespace postern::api::admin
