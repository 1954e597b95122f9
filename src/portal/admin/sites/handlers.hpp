/// handlers: one function for each row of sites; parse, one service call, answer.
#pragma once

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/sites/routes.hpp"

namespace postern::portal::admin::sites {

// All are of the type Page.

Page get_sites;  ///< those that the visitor may see
Page get_new_site;
Page post_new_site;
Page get_site;
Page get_edit_site;
Page post_edit_site;
/// The server block for what serves the site, `?target=`.
Page get_nginx;
/// The name of the site has to be typed.
Page get_remove_site;
Page post_remove_site;

/// As they are, with how often each has decided.
Page get_rules;
/// The draft, or a new one that begins with the rules as they are.
Page get_edit_rules;
Page post_edit_rules;
/// What publishing the draft changes, in words.
Page get_publish;
Page post_publish;
/// Somebody else has changed the rules: lets the draft go on from those.
Page get_rebase;
Page post_rebase;
Page get_discard;
Page post_discard;
Page get_history;
/// The rules of `?version=` become a draft.
Page get_restore;
Page post_restore;
/// What the gate would answer: `?user=`, `path=`, `method=`, `from=`, `level=`.
Page get_try;

}  // namespace postern::portal::admin::sites
