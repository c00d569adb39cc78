#include "sim/sentence.hpp"

#include "sim/scenario_text.hpp"
#include "sim/sentence_words.hpp"

#include <array>
#include <utility>

namespace sim {
namespace {

using mqtt::Words;
using trace::DropReason;
using trace::EventKind;

constexpr std::uint32_t never_expires = 0xffffffff;

/// The kinds whose words are always the same.
constexpr std::pair<EventKind, Words> plain_patterns[] = {
    {EventKind::connection_opened, {"{who} abre una conexión con el broker", "{who} opens a connection to the broker"}},
    {EventKind::connection_taken_over,
     {"Otra conexión usa el mismo Client Identifier: el broker cierra la de {who}",
      "Another connection uses the same Client Identifier: the broker closes {who}'s"}},
    {EventKind::link_cut,
     {"El enlace de {who} se corta y los dos extremos lo saben", "The link of {who} is cut and both ends know it"}},
    {EventKind::link_stalled,
     {"El enlace de {who} ya no lleva bytes y nadie se entera",
      "The link of {who} carries no more bytes and nobody learns"}},
    {EventKind::link_healed,
     {"El enlace de {who} vuelve a llevar conexiones nuevas", "The link of {who} carries new connections again"}},
    {EventKind::session_resumed,
     {"{who} sigue con su sesión: el broker la había guardado",
      "{who} goes on with its session: the broker had kept it"}},
    {EventKind::subscription_added,
     {"El broker anota la suscripción de {who} a {text} con QoS {qos}",
      "The broker adds {who}'s subscription to {text} at QoS {qos}"}},
    {EventKind::subscription_replaced,
     {"La suscripción de {who} a {text} cambia: ahora con QoS {qos}",
      "{who}'s subscription to {text} changes: now at QoS {qos}"}},
    {EventKind::subscription_removed,
     {"El broker borra la suscripción de {who} a {text}", "The broker removes {who}'s subscription to {text}"}},
    {EventKind::message_accepted,
     {"El broker acepta el mensaje de {who} en {text} (QoS {qos})",
      "The broker accepts {who}'s message on {text} (QoS {qos})"}},
    {EventKind::message_matched,
     {"Coincide la suscripción de {who} a {text}: lo recibe con QoS {qos}",
      "{who}'s subscription to {text} matches: delivery at QoS {qos}"}},
    {EventKind::message_delivered,
     {"{who} lo confirma: {text} está entregado con QoS {qos}", "{who} confirms it: {text} is delivered at QoS {qos}"}},
    {EventKind::message_received, {"A {who} le llega {text} con QoS {qos}", "{text} reaches {who} at QoS {qos}"}},
    {EventKind::retained_set,
     {"El broker guarda este mensaje como Retained en {text}", "The broker keeps this message as Retained on {text}"}},
    {EventKind::retained_cleared,
     {"Payload vacío: el broker borra el Retained de {text}",
      "Empty payload: the broker clears the Retained of {text}"}},
    {EventKind::retained_sent,
     {"{who} se acaba de suscribir: el broker le envía el Retained de {text}",
      "{who} has just subscribed: the broker sends the Retained of {text}"}},
    {EventKind::will_armed,
     {"El broker guarda el Will de {who} para {text}", "The broker keeps {who}'s Will for {text}"}},
    {EventKind::will_delayed,
     {"El Will de {who} espera {n} s por si vuelve", "{who}'s Will waits {n} s in case it returns"}},
    {EventKind::will_published,
     {"El broker publica el Will de {who} en {text}", "The broker publishes {who}'s Will on {text}"}},
    {EventKind::will_discarded,
     {"El broker descarta el Will de {who}: no hace falta",
      "The broker discards {who}'s Will: there is no need for it"}},
    {EventKind::keep_alive_due,
     {"Se cumplen los {n} s de Keep Alive de {who}", "The {n} s of {who}'s Keep Alive are over"}},
    {EventKind::access_denied,
     {"Las reglas de acceso no permiten {text} a {who}", "The access rules do not allow {who} {text}"}},
    {EventKind::keep_alive_expired,
     {"{who} calla más de 1,5 × {n} s: vence su Keep Alive",
      "{who} is silent for more than 1.5 × {n} s: its Keep Alive expires"}},
    {EventKind::inflight_changed,
     {"{who} tiene {text}: ahora toca PUBREL (id {n})", "{who} has {text}: PUBREL is next (id {n})"}},
};

Words plain_pattern(EventKind kind) {
    for (const auto& [known, pattern] : plain_patterns) {
        if (known == kind) return pattern;
    }
    return {};
}

constexpr std::array<Words, 11> drop_patterns = {{
    {"{text} se descarta", "{text} is dropped"},
    {"Nadie está suscrito a {text}: no se entrega a nadie",
     "Nobody is subscribed to {text}: it is delivered to nobody"},
    {"La cola de {who} está llena: {text} se descarta", "{who}'s queue is full: {text} is dropped"},
    {"La sesión de {who} ha terminado: {text} se descarta", "{who}'s session has ended: {text} is dropped"},
    {"{text} ocupa más de lo que admite {who}: no se le envía", "{text} is larger than {who} takes: it is not sent"},
    {"{who} no está y con QoS 0 no se guarda: {text} se descarta",
     "{who} is away and QoS 0 is not kept: {text} is dropped"},
    {"{who} rechaza {text}: {reason}", "{who} refuses {text}: {reason}"},
    {"{who} pidió No Local: no recibe su propio {text}", "{who} asked for No Local: it does not get its own {text}"},
    {"El broker no deja que {who} publique en {text}: {reason}",
     "The broker does not let {who} publish on {text}: {reason}"},
    {"{text} tiene demasiados niveles: el broker no lo acepta de {who}",
     "{text} has too many levels: the broker does not take it from {who}"},
    {"{who} está sin conexión: lo de {text} no sale", "{who} is offline: {text} is not sent"},
}};

std::string drop_sentence(const trace::Event& event, const Gaps& gaps, Language language) {
    const bool known = event.number < drop_patterns.size();
    return fill(drop_patterns[known ? event.number : 0], gaps, language);
}

std::string connection_sentence(const trace::Event& event, const Gaps& gaps, Language language) {
    const bool client = event.side == trace::Side::client;
    const bool told = is_error(event.reason);
    switch (event.kind) {
    case EventKind::connection_refused:
        return fill(
            {"El broker rechaza la conexión de {who}: {reason}", "The broker refuses {who}'s connection: {reason}"},
            gaps, language);
    case EventKind::connection_lost:
        return client ? fill({"{who} pierde su conexión con el broker", "{who} loses its connection to the broker"},
                             gaps, language)
                      : fill({"El broker pierde la conexión con {who}", "The broker loses its connection to {who}"},
                             gaps, language);
    default:
        if (client)
            return fill({"{who} ve que su conexión se ha cerrado", "{who} sees that its connection is closed"}, gaps,
                        language);
        return told ? fill({"El broker cierra la conexión de {who}: {reason}",
                            "The broker closes {who}'s connection: {reason}"},
                           gaps, language)
                    : fill({"El broker cierra la conexión de {who}", "The broker closes {who}'s connection"}, gaps,
                           language);
    }
}

/// session_created says how long the Session lasts, the two endings what is lost with it.
std::string session_sentence(const trace::Event& event, const Gaps& gaps, Language language) {
    if (event.kind == EventKind::session_created) {
        const Words lasting = event.number == 0 ? Words{"acaba con la conexión", "it ends with the connection"}
                              : event.number == never_expires
                                  ? Words{"no caduca", "it does not expire"}
                                  : Words{"dura {n} s sin conexión", "it lasts {n} s offline"};
        return fill({"El broker crea una sesión para {who}: ", "The broker creates a session for {who}: "}, gaps,
                    language) +
               fill(lasting, gaps, language);
    }
    const std::string ended =
        event.kind == EventKind::session_expired
            ? fill({"La sesión de {who} caduca", "{who}'s session expires"}, gaps, language)
            : fill({"El broker borra la sesión de {who}", "The broker discards {who}'s session"}, gaps, language);
    return event.number == 0
               ? ended
               : ended + fill({" (mensajes sin entregar: {n})", " (undelivered messages: {n})"}, gaps, language);
}

std::string waiting_sentence(const trace::Event& event, const Gaps& gaps, Language language) {
    if (event.kind == EventKind::message_queued) {
        return event.connection == 0
                   ? fill({"El broker guarda {text} para {who} hasta que vuelva",
                           "The broker keeps {text} for {who} until it returns"},
                          gaps, language)
                   : fill({"{text} espera su turno en la cola de {who}", "{text} waits for its turn in {who}'s queue"},
                          gaps, language);
    }
    return event.actor == 0 ? fill({"El Retained de {text} caduca y el broker lo borra",
                                    "The Retained of {text} expires and the broker removes it"},
                                   gaps, language)
                            : fill({"{text} caduca antes de llegar a {who}", "{text} expires before it reaches {who}"},
                                   gaps, language);
}

std::string limit_sentence(const trace::Event& event, Gaps gaps, Language language) {
    static constexpr std::pair<std::string_view, Words> limits[] = {
        {"connections", {"conexiones", "connections"}},
        {"sessions", {"sesiones", "sessions"}},
        {"subscriptions", {"suscripciones", "subscriptions"}},
        {"queued messages", {"mensajes en cola", "queued messages"}},
        {"retained messages", {"mensajes Retained", "Retained messages"}},
    };
    for (const auto& [name, words] : limits) {
        if (event.text == name) gaps.text = in(words, language);
    }
    return fill({"El broker llega a su límite: {n} {text}", "The broker reaches its limit: {n} {text}"}, gaps,
                language);
}

std::string error_sentence(const trace::Event& event, Gaps gaps, Language language) {
    gaps.text = in(event.words, language);
    if (gaps.text.empty()) gaps.text = gaps.reason;
    if (gaps.text.ends_with('.')) gaps.text.pop_back();
    return event.side == trace::Side::broker
               ? fill({"Error de {who}: {text}", "{who} is wrong: {text}"}, gaps, language)
               : fill({"{who} no entiende al broker: {text}", "{who} does not understand the broker: {text}"}, gaps,
                      language);
}

std::string expectation_sentence(const trace::Event& event, Gaps gaps, Language language) {
    constexpr std::string_view verb = "expect ";
    if (gaps.text.starts_with(verb)) gaps.text.erase(0, verb.size());
    const bool met = event.kind == EventKind::expectation_met;
    if (event.number == 0) {
        return met ? fill({"Se cumple: {text}", "As expected: {text}"}, gaps, language)
                   : fill({"No se cumple: {text}", "Not as expected: {text}"}, gaps, language);
    }
    return met ? fill({"Se cumple la línea {n}: {text}", "As line {n} expects: {text}"}, gaps, language)
               : fill({"No se cumple la línea {n}: {text}", "Not as line {n} expects: {text}"}, gaps, language);
}

Words action_pattern(const Action& action) {
    if (std::get_if<ConnectAction>(&action)) return {"{who} se conecta al broker", "{who} connects to the broker"};
    if (std::get_if<DisconnectAction>(&action))
        return {"{who} se despide del broker", "{who} says goodbye to the broker"};
    if (std::get_if<SubscribeAction>(&action))
        return {"{who} se suscribe a {text} con QoS {qos}", "{who} subscribes to {text} at QoS {qos}"};
    if (std::get_if<UnsubscribeAction>(&action))
        return {"{who} deja la suscripción a {text}", "{who} unsubscribes from {text}"};
    if (const auto* publish = std::get_if<PublishAction>(&action)) {
        return publish->retain ? Words{"{who} publica {text} con QoS {qos} y RETAIN",
                                       "{who} publishes {text} at QoS {qos} with RETAIN"}
                               : Words{"{who} publica {text} con QoS {qos}", "{who} publishes {text} at QoS {qos}"};
    }
    if (std::get_if<SendAction>(&action)) return {"{who} envía bytes a mano ({n})", "{who} sends bytes by hand ({n})"};
    if (std::get_if<CutAction>(&action)) return {"Alguien corta el enlace de {who}", "Somebody cuts the link of {who}"};
    if (std::get_if<StallAction>(&action))
        return {"Alguien para el enlace de {who}", "Somebody stalls the link of {who}"};
    return {"Alguien repara el enlace de {who}", "Somebody heals the link of {who}"};
}

std::string action_sentence(const trace::Event& event, Gaps gaps, Language language) {
    const ParsedAction parsed = parse_action(event.text, {gaps.who});
    if (!parsed.errors.empty()) return fill({"Alguien hace: {text}", "Somebody does: {text}"}, gaps, language);
    if (const auto* subscribe = std::get_if<SubscribeAction>(&parsed.action)) {
        gaps.text = subscribe->topic_filter;
        gaps.qos = std::to_string(mqtt::number(subscribe->options.qos));
    } else if (const auto* unsubscribe = std::get_if<UnsubscribeAction>(&parsed.action)) {
        gaps.text = unsubscribe->topic_filter;
    } else if (const auto* publish = std::get_if<PublishAction>(&parsed.action)) {
        const auto alias = publish->properties.number(mqtt::PropertyId::topic_alias);
        gaps.text = publish->topic.empty() && alias ? "Topic Alias " + std::to_string(*alias) : publish->topic;
        gaps.qos = std::to_string(mqtt::number(publish->qos));
    } else if (const auto* send = std::get_if<SendAction>(&parsed.action)) {
        gaps.number = std::to_string(send->bytes.size());
    }
    return fill(action_pattern(parsed.action), gaps, language);
}

} // namespace

std::string sentence(const trace::Event& event, const std::vector<ActorView>& actors, Language language) {
    const Gaps gaps = gaps_of(event, actors, language);
    switch (event.kind) {
    case EventKind::action: return action_sentence(event, gaps, language);
    case EventKind::note: return event.text;
    case EventKind::expectation_met:
    case EventKind::expectation_failed: return expectation_sentence(event, gaps, language);
    case EventKind::connection_refused:
    case EventKind::connection_closed:
    case EventKind::connection_lost: return connection_sentence(event, gaps, language);
    case EventKind::packet_sent:
    case EventKind::packet_received:
    case EventKind::packet_lost: return packet_sentence(event, gaps, language);
    case EventKind::session_created:
    case EventKind::session_expired:
    case EventKind::session_discarded: return session_sentence(event, gaps, language);
    case EventKind::message_queued:
    case EventKind::message_expired: return waiting_sentence(event, gaps, language);
    case EventKind::message_dropped: return drop_sentence(event, gaps, language);
    case EventKind::limit_reached: return limit_sentence(event, gaps, language);
    case EventKind::protocol_error: return error_sentence(event, gaps, language);
    default: return fill(plain_pattern(event.kind), gaps, language);
    }
}

} // namespace sim
