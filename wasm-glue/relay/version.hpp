#pragma once

namespace relay {

/// The version of the whole project.
constexpr const char* version = "0.1.0";

} // namespace relay
