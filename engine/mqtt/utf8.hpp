// UTF-8 Encoded Strings [3.1.1 1.5.3, 5.0 1.5.4].
#pragma once

#include <string_view>

namespace mqtt {

/// Well-formed UTF-8 without surrogates [MQTT-1.5.3-1, MQTT-1.5.4-1] and without U+0000
/// [MQTT-1.5.3-2, MQTT-1.5.4-2].
bool is_valid_utf8(std::string_view text);

} // namespace mqtt
