#include "simulation/mutations.hpp"

#include <algorithm>
#include <cstdio>

namespace simulation {

namespace {

using mqtt::Publish;
using mqtt::PublishResponse;
using mqtt::QoS;

/// Applies `change` to the first PUBLISH in each call for which it returns true.
template <class Change> Tamper on_publish(Change change) {
    return [change](Sent& sent, const Reference&, Instant) {
        for (Emission& each : sent.packets) {
            auto* publish = std::get_if<Publish>(&each.packet);
            if (publish && change(*publish)) return;
        }
    };
}

/// Leaves out every packet for which `unwanted` is true.
template <class Unwanted> Tamper without(Unwanted unwanted) {
    return [unwanted](Sent& sent, const Reference&, Instant) {
        std::erase_if(sent.packets, [&](const Emission& each) { return unwanted(each.packet); });
    };
}

Tamper without_response(PacketType type) {
    return without([type](const mqtt::Packet& packet) {
        const auto* response = std::get_if<PublishResponse>(&packet);
        return response && response->type == type;
    });
}

/// Sends a PUBLISH for which `chosen` is true twice.
template <class Chosen> Tamper twice(Chosen chosen) {
    return [chosen](Sent& sent, const Reference&, Instant) {
        for (std::size_t i = 0; i < sent.packets.size(); ++i) {
            const auto* publish = std::get_if<Publish>(&sent.packets[i].packet);
            if (!publish || !chosen(*publish)) continue;
            const Emission again = sent.packets[i];
            sent.packets.insert(sent.packets.begin() + static_cast<std::ptrdiff_t>(i), again);
            return;
        }
    };
}

bool is_will(const Publish& publish) { return base::as_text(publish.payload).starts_with("will"); }

Tamper swap_deliveries() {
    return [](Sent& sent, const Reference&, Instant) {
        for (std::size_t i = 0; i + 1 < sent.packets.size(); ++i) {
            auto *a = std::get_if<Publish>(&sent.packets[i].packet),
                 *b = std::get_if<Publish>(&sent.packets[i + 1].packet);
            const bool alike = a && b && sent.packets[i].line == sent.packets[i + 1].line && a->topic == b->topic &&
                               a->qos == b->qos && a->payload != b->payload;
            if (!alike) continue;
            std::swap(*a, *b);
            return;
        }
    };
}

/// What one member of a group gets, another connected one gets as well.
Tamper second_member() {
    return [](Sent& sent, const Reference& reference, Instant) {
        for (const Emission& each : sent.packets) {
            const auto* publish = std::get_if<Publish>(&each.packet);
            if (!publish || publish->dup) continue;
            for (const auto& [id, session] : reference.sessions()) {
                if (session.line == no_line || session.line == each.line) continue;
                for (const Subscription& subscription : session.subscriptions) {
                    if (!subscription.filter.starts_with("$share/")) continue;
                    if (!filter_matches(plain_filter(subscription.filter), publish->topic)) continue;
                    sent.packets.push_back({session.line, *publish});
                    return;
                }
            }
        }
    };
}

/// A PUBLISH goes again at a resumption although PUBREC had come.
Tamper publish_after_pubrel() {
    return [](Sent& sent, const Reference& reference, Instant) {
        for (Emission& each : sent.packets) {
            const auto* pubrel = std::get_if<PublishResponse>(&each.packet);
            if (!pubrel || pubrel->type != PacketType::pubrel) continue;
            for (const auto& [id, session] : reference.sessions()) {
                for (const Flight& flight : session.flights) {
                    const bool past =
                        flight.awaiting == mqtt::Awaiting::pubcomp && flight.packet_id == pubrel->packet_id;
                    if (!past || session.line != no_line) continue;
                    Publish publish;
                    publish.dup = true;
                    publish.qos = QoS::exactly_once;
                    publish.topic = flight.copy.message->topic;
                    publish.packet_id = pubrel->packet_id;
                    each.packet = publish;
                    return;
                }
            }
        }
    };
}

/// Every Packet Identifier is the same.
Tamper one_identifier() {
    return [](Sent& sent, const Reference&, Instant) {
        for (Emission& each : sent.packets) {
            auto* publish = std::get_if<Publish>(&each.packet);
            if (publish && publish->qos != QoS::at_most_once) publish->packet_id = 7;
        }
    };
}

Tamper lose_after_resumption() {
    return [](Sent& sent, const Reference&, Instant) {
        const bool resumed = std::any_of(sent.packets.begin(), sent.packets.end(), [](const Emission& each) {
            const auto* connack = std::get_if<mqtt::Connack>(&each.packet);
            return connack && connack->session_present;
        });
        if (!resumed) return;
        for (std::size_t i = sent.packets.size(); i > 0; --i) {
            const auto* publish = std::get_if<Publish>(&sent.packets[i - 1].packet);
            if (!publish || publish->dup) continue;
            sent.packets.erase(sent.packets.begin() + static_cast<std::ptrdiff_t>(i - 1));
            return;
        }
    };
}

Tamper session_present(bool told) {
    return [told](Sent& sent, const Reference&, Instant) {
        for (Emission& each : sent.packets) {
            if (auto* connack = std::get_if<mqtt::Connack>(&each.packet)) {
                if (!mqtt::is_error(connack->reason)) connack->session_present = told;
            }
        }
    };
}

Tamper grant_more() {
    return [](Sent& sent, const Reference&, Instant) {
        for (Emission& each : sent.packets) {
            if (auto* suback = std::get_if<mqtt::Suback>(&each.packet)) {
                for (ReasonCode& reason : suback->reasons) reason = ReasonCode::granted_qos_2;
            }
        }
    };
}

/// What the queue should have dropped comes all the same, much later.
Tamper late_again() {
    return [kept = std::vector<Emission>()](Sent& sent, const Reference& reference, Instant) mutable {
        if (kept.size() < 3) {
            for (const Emission& each : sent.packets) {
                if (std::get_if<Publish>(&each.packet)) kept.push_back(each);
            }
            return;
        }
        if (kept.empty() || !reference.is_open(kept.front().line)) return;
        sent.packets.push_back(kept.front());
        kept.erase(kept.begin());
    };
}

std::vector<Mutation> acknowledgements() {
    return {
        {"lose PUBACK", "QoS 1 is acknowledged", [] { return without_response(PacketType::puback); }},
        {"lose PUBREC", "QoS 2 is received", [] { return without_response(PacketType::pubrec); }},
        {"lose PUBREL", "QoS 2 is released", [] { return without_response(PacketType::pubrel); }},
        {"lose PUBCOMP", "QoS 2 is completed", [] { return without_response(PacketType::pubcomp); }},
        {"grant more", "SUBACK tells what was granted", grant_more},
        {"lose PINGRESP", "PINGREQ is answered",
         [] {
             return without([](const mqtt::Packet& packet) { return std::get_if<mqtt::Pingresp>(&packet) != nullptr; });
         }},
        {"forget the Session", "Session Present tells that it is there", [] { return session_present(false); }},
        {"invent a Session", "Session Present tells that it is not", [] { return session_present(true); }},
        {"stay open", "a connection in error is closed",
         [] { return Tamper([](Sent& sent, const Reference&, Instant) { sent.closed.clear(); }); }},
        {"close in silence", "5.0 says why it closes",
         [] {
             return without(
                 [](const mqtt::Packet& packet) { return std::get_if<mqtt::Disconnect>(&packet) != nullptr; });
         }},
    };
}

std::vector<Mutation> deliveries() {
    return {
        {"repeat QoS 2", "exactly once",
         [] { return twice([](const Publish& p) { return p.qos == QoS::exactly_once; }); }},
        {"repeat QoS 1", "no resending while connected",
         [] { return twice([](const Publish& p) { return p.qos == QoS::at_least_once; }); }},
        {"repeat QoS 0", "at most once",
         [] { return twice([](const Publish& p) { return p.qos == QoS::at_most_once; }); }},
        {"swap two", "order of a topic", swap_deliveries},
        {"lose QoS 0", "a connected subscriber gets it",
         [] {
             return without([](const mqtt::Packet& packet) {
                 const auto* publish = std::get_if<Publish>(&packet);
                 return publish && publish->qos == QoS::at_most_once;
             });
         }},
        {"lose a queued one", "what was queued comes after a resumption", lose_after_resumption},
        {"old news", "a message is not sent to who does not wait for it", late_again},
        {"second member", "one member of a group gets it", second_member},
        {"PUBLISH after PUBREL", "PUBLISH is not sent again once PUBREC has come", publish_after_pubrel},
        {"one identifier", "Packet Identifiers in use are not given again", one_identifier},
        {"Will twice", "a Will Message is published once", [] { return twice(is_will); }},
        {"no Will", "a Will Message is published",
         [] {
             return without([](const mqtt::Packet& packet) {
                 const auto* publish = std::get_if<Publish>(&packet);
                 return publish && is_will(*publish);
             });
         }},
        {"forget a retained one", "a new Subscription gets what is retained",
         [] {
             return without([](const mqtt::Packet& packet) {
                 const auto* publish = std::get_if<Publish>(&packet);
                 return publish && publish->retain;
             });
         }},
    };
}

std::vector<Mutation> contents() {
    return {
        {"clear DUP", "DUP is 1 on what is sent again",
         [] { return on_publish([](Publish& p) { return std::exchange(p.dup, false); }); }},
        {"set DUP", "DUP is 0 on what is sent first",
         [] { return on_publish([](Publish& p) { return !std::exchange(p.dup, true); }); }},
        {"set RETAIN", "RETAIN is 0 on a live delivery",
         [] { return on_publish([](Publish& p) { return !std::exchange(p.retain, true); }); }},
        {"clear RETAIN", "RETAIN is 1 on what was retained",
         [] { return on_publish([](Publish& p) { return std::exchange(p.retain, false); }); }},
        {"raise QoS", "the lower QoS counts",
         [] {
             return on_publish(
                 [](Publish& p) { return std::exchange(p.qos, QoS::exactly_once) == QoS::at_least_once; });
         }},
        {"lower QoS", "the granted QoS is kept",
         [] {
             return on_publish(
                 [](Publish& p) { return std::exchange(p.qos, QoS::at_least_once) == QoS::exactly_once; });
         }},
        {"lose identifiers", "Subscription Identifiers are told",
         [] {
             return on_publish([](Publish& p) {
                 p.properties.remove(PropertyId::subscription_identifier);
                 return false;
             });
         }},
        {"lose User Properties", "User Properties are forwarded",
         [] {
             return on_publish([](Publish& p) {
                 p.properties.remove(PropertyId::user_property);
                 return false;
             });
         }},
        {"never expires", "the Message Expiry Interval is forwarded",
         [] {
             return on_publish([](Publish& p) {
                 p.properties.remove(PropertyId::message_expiry_interval);
                 return false;
             });
         }},
        {"another topic", "the Topic Name is forwarded",
         [] {
             return on_publish([](Publish& p) { return p.topic == "a/b" && !std::exchange(p.topic, "a/c").empty(); });
         }},
    };
}

} // namespace

const std::vector<Mutation>& mutations() {
    static const std::vector<Mutation> all = [] {
        std::vector<Mutation> list = acknowledgements();
        for (Mutation& each : deliveries()) list.push_back(each);
        for (Mutation& each : contents()) list.push_back(each);
        return list;
    }();
    return all;
}

bool run_mutations(std::uint64_t first_seed, std::uint64_t worlds_max) {
    bool all = true;
    std::printf("%-22s %-58s %6s  %s\n", "broken on purpose", "the rule", "worlds", "noticed as");
    for (const Mutation& mutation : mutations()) {
        std::uint64_t worlds = 0;
        std::string noticed;
        while (noticed.empty() && worlds < worlds_max) {
            const World world = generate(first_seed + worlds);
            ++worlds;
            if (!run(world).failure.empty()) continue; // fails by itself: proves nothing here
            noticed = run(world, Log::none, mutation.make()).failure;
        }
        const bool caught = !noticed.empty();
        std::printf("%-22s %-58s %6llu  %s\n", mutation.name, mutation.rule, static_cast<unsigned long long>(worlds),
                    caught ? noticed.substr(0, 90).c_str() : "NOT NOTICED");
        all = all && caught;
    }
    std::printf("%zu rules broken on purpose, %s\n", mutations().size(), all ? "each noticed" : "NOT all noticed");
    return all;
}

} // namespace simulation
