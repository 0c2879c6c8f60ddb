#pragma once

// Against cross-site posts (standards WEB-08): only a page of ours that was made for this session
// can hold the token of its form.

#include <string>
#include <string_view>

#include "flow/session.h"
#include "http/form.h"

namespace sluis::portal {

/// `path`: where the form goes.
std::string form_token(const flow::Session& session, std::string_view path);
bool has_form_token(const http::Form& form, const flow::Session& session, std::string_view path);

}  // namespace sluis::portal
