#include "sim/scenario_action.hpp"
#include "sim/scenario_characters.hpp"
#include "sim/scenario_options.hpp"
#include "sim/scenario_payload.hpp"
#include "sim/scenario_text.hpp"

namespace sim {

namespace {

std::string told(std::string_view keyword, std::string_view language, std::string_view text) {
    std::string line(keyword);
    if (!language.empty()) line.append(" ").append(language);
    return joined({line, " ", print_quoted(text)});
}

/// What stands behind the name of the client.
struct ActionPrinter {
    std::string operator()(const ConnectAction& a) const {
        return joined({"connect", print_options(client_options(), a.changes)});
    }
    std::string operator()(const DisconnectAction& a) const {
        return joined({"disconnect", print_options(disconnect_options(), a)});
    }
    std::string operator()(const SubscribeAction& a) const {
        return joined({"subscribe ", print_word(a.topic_filter), print_options(subscribe_options(), a)});
    }
    std::string operator()(const UnsubscribeAction& a) const {
        return joined({"unsubscribe ", print_word(a.topic_filter)});
    }
    std::string operator()(const PublishAction& a) const {
        std::string text = joined(
            {"publish ", print_word(a.topic), " ", print_payload(a.payload), print_options(publish_options(), a)});
        // In the order in which they stand in the packet.
        for (const mqtt::Property& property : a.properties)
            if (const OptionShape* shape = property_option(property.id))
                text += joined({" ", print_option(*shape, property_value(property))});
        return text;
    }
    std::string operator()(const SendAction& a) const { return joined({"send ", print_hex(a.bytes)}); }
    std::string operator()(const CutAction&) const { return "cut"; }
    std::string operator()(const StallAction&) const { return "stall"; }
    std::string operator()(const HealAction&) const { return "heal"; }
    std::string operator()(const NoteAction& a) const { return told("note", a.language, a.text); }
    std::string operator()(const ExpectAction& a) const {
        std::string text(keyword(a.kind));
        if (!a.topic.empty()) text += joined({" ", print_word(a.topic)});
        if (a.payload) text += joined({" ", print_payload(*a.payload)});
        if (a.code) text += joined({" ", print_option({{}, ValueKind::code}, {*a.code, {}, {}})});
        return text + print_options(received_options(), a);
    }
};

struct LinePrinter {
    std::string operator()(const BlankLine&) const { return {}; }
    std::string operator()(const TitleLine& line) const { return told("title", line.language, line.text); }
    std::string operator()(const SeedLine& line) const { return joined({"seed ", std::to_string(line.seed)}); }
    std::string operator()(const ClientLine& line) const {
        return joined({"client ", line.name, print_options(client_options(), line.options)});
    }
    std::string operator()(const LinkLine& line) const {
        return joined({"link ", line.client, print_options(link_options(), line)});
    }
    std::string operator()(const StepLine& line) const {
        const std::string text =
            joined({line.relative ? "+" : "@", print_duration(line.time), " ", print_action(line.actor, line.action)});
        if (line.every.us == 0) return text;
        return joined({text, " every ", print_duration(line.every), " times=", std::to_string(line.times)});
    }
};

} // namespace

std::string print_action(std::string_view actor, const Action& action) {
    const std::string text = std::visit(ActionPrinter(), action);
    if (std::holds_alternative<NoteAction>(action)) return text;
    return joined({std::holds_alternative<ExpectAction>(action) ? "expect " : "", actor, " ", text});
}

std::string print_scenario(const Scenario& scenario) {
    std::string text = "mqtt-scenario 1\n";
    for (const ScenarioLine& line : scenario.lines) {
        const std::string content = std::visit(LinePrinter(), line.content);
        text += content;
        if (!line.comment.empty()) text += joined({content.empty() ? "# " : "  # ", line.comment});
        text += "\n";
    }
    return text;
}

} // namespace sim
