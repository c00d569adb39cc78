// SHA-256 [FIPS 180-4], HMAC-SHA-256 [RFC 2104] and PBKDF2 with it [RFC 8018], for stored passwords
// and SCRAM. Checked against the published vectors; the engine has no library to lean on in a tab.
#pragma once

#include "base/bytes.hpp"

#include <array>
#include <cstdint>

namespace auth {

using Digest = std::array<base::Byte, 32>;

Digest sha256(base::BytesView bytes);
Digest hmac_sha256(base::BytesView key, base::BytesView bytes);
/// The first 32 bytes of PBKDF2. REQUIRES: iterations > 0.
Digest pbkdf2_sha256(base::BytesView password, base::BytesView salt, std::uint32_t iterations);

/// Whether two byte strings are equal, in a time that does not tell where they differ.
bool same_in_constant_time(base::BytesView a, base::BytesView b);

} // namespace auth
