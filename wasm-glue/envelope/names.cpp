#include "envelope/envelope.hpp"

namespace envelope {

std::string_view name(RefusalCode code) {
    switch (code) {
    case RefusalCode::version: return "version";
    case RefusalCode::token: return "token";
    case RefusalCode::taken_over: return "taken_over";
    case RefusalCode::malformed: return "malformed";
    case RefusalCode::unknown_connection: return "unknown_connection";
    case RefusalCode::hello_expected: return "hello_expected";
    case RefusalCode::hello_timeout: return "hello_timeout";
    case RefusalCode::shutting_down: return "shutting_down";
    case RefusalCode::credit_exceeded: return "credit_exceeded";
    }
    return "unknown";
}

std::string_view name(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::truncated: return "truncated";
    case ErrorKind::unknown_kind: return "unknown_kind";
    case ErrorKind::unknown_value: return "unknown_value";
    case ErrorKind::other_version: return "other_version";
    case ErrorKind::not_ascii: return "not_ascii";
    case ErrorKind::no_connections: return "no_connections";
    case ErrorKind::too_much_credit: return "too_much_credit";
    }
    return "unknown";
}

} // namespace envelope
