// Access rules: who may publish to, subscribe to and receive from which topics. Once a rule exists,
// what no rule allows is denied.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

enum class Access : std::uint8_t { read = 1, write = 2, subscribe = 4 };

struct AccessRule {
    std::string user_name;   // empty: everybody, anonymous included
    std::string client_id;   // empty: any
    std::uint8_t access = 7; // sum of Access
    bool allow = true;
    std::string topic_filter; // %u and %c stand for the user name and the Client Identifier
};

struct Identity {
    std::string_view user_name;
    std::string_view client_id;
};

class AccessRules {
public:
    bool empty() const { return rules_.empty(); }
    void add(AccessRule rule) { rules_.push_back(std::move(rule)); }
    /// Whether `who` may do this with a Topic Name (read, write) or a Topic Filter (subscribe). A
    /// filter is concerned by a rule whose filter covers all that it can match: a wider one may be
    /// subscribed to, and what may not be read is left out on delivery. `deny` rules win.
    bool allows(const Identity& who, Access access, std::string_view topic) const;

private:
    std::vector<AccessRule> rules_;
};

/// Whether every Topic Name that `narrow` matches is matched by `wide` as well.
bool covers(std::string_view wide, std::string_view narrow);

/// Text of a rules file, after Mosquitto's: `user NAME`, `client ID` and `all` begin a section;
/// `topic [read|write|readwrite|subscribe|deny] FILTER` and `pattern ...` add a rule to it. Empty
/// lines and lines that begin with '#' are passed over.
struct AccessText {
    AccessRules rules;
    std::string error; // "line 3: ..." or empty
};
AccessText read_access_rules(std::string_view text);

} // namespace auth
