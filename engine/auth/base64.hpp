// Base64 [RFC 4648, section 4].
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace auth {

std::string to_base64(base::BytesView bytes);
/// Nothing when the text is not whole, padded Base64.
std::optional<base::Bytes> from_base64(std::string_view text);

} // namespace auth
