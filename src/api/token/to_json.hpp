/// to_json: tokens that were just issued, and what their owner sees of them later.
#pragma once

#include "postern/json/json.hpp"
#include "postern/model/token.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::api::token {

/// The only time that the texts are shown.
json::Json to_json(const service::IssuedTokens& issued);

/// `current`: the request was made by a token of this family.
json::Json to_json(const TokenFamily& family, bool current);

json::Json to_json(const PersonalToken& token, bool current);

}  // namespace postern::api::token
