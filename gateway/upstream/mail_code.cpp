#include "upstream/mail_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/form.h"
#include "upstream/code_mail.h"
#include "upstream/code_page.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

constexpr std::uint32_t kCodes = 100'000'000;
constexpr std::size_t kDigits = 8;
constexpr std::size_t kLimitAddressBytes = 254;  // RFC 5321 §4.5.3.1.3, without the angle brackets

// Beyond ASCII a mail server needs SMTPUTF8 all the way (RFC 6531). '+' leads many addresses to one
// mailbox, which would make one person many. '%', '!', '/' and '|' are routes and commands to some
// mail servers ("user%elsewhere" is delivered elsewhere by Postfix' own defaults): a code must go
// nowhere but to the domain that was admitted.
bool is_deliverable(const identity::EmailAddress& address) {
  constexpr std::string_view kRefused = "+%!/|";
  const auto local = address.expose_local_part();
  return address.expose().size() <= kLimitAddressBytes &&
         std::ranges::all_of(local, [&](char octet) {
           return octet > ' ' && octet < 127 && kRefused.find(octet) == std::string_view::npos;
         });
}

/// What she typed without blanks and hyphens (people type "1234 5678"). Nothing if that is not 8
/// digits: such a thing cannot be right, and costs no try.
std::optional<crypto::Secret> eight_digits(std::string_view typed) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  std::string digits;
  digits.reserve(kDigits);
  while (!typed.empty()) {
    if (typed.starts_with(kNoBreakSpace)) {
      typed.remove_prefix(kNoBreakSpace.size());
      continue;
    }
    const char octet = typed.front();
    typed.remove_prefix(1);
    if (octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n' || octet == '-') continue;
    if (octet < '0' || octet > '9' || digits.size() == kDigits) return std::nullopt;
    digits += octet;
  }
  if (digits.size() != kDigits) return std::nullopt;
  return crypto::Secret::take(std::move(digits));
}

std::string page_of(const Step& step) {
  return http::with_query("/login/code", {{"flow", step.flow_id}});
}

Departure to_page(const CodeMemory& memory, const Step& step) {
  return {.location = page_of(step), .memory = memory.serialise()};
}

}  // namespace

MailCode::MailCode(MailCodeSettings settings, Parts parts)
    : Connector(settings.description),
      settings_(std::move(settings)),
      parts_(parts),
      limits_({.store = parts.store, .keyring = parts.keyring, .clock = parts.clock},
              {.per_address = settings_.mails_per_address,
               .per_network = settings_.mails_per_network}) {}

awaitable<std::expected<Departure, Refusal>> MailCode::begin(
    const flow::Requirements&, std::optional<identity::EmailAddress> address, Step step) {
  if (!address) co_return std::unexpected(Refusal::address_malformed);
  if (!is_deliverable(*address)) co_return std::unexpected(Refusal::address_not_deliverable);
  auto key_id = parts_.keyring.primary(crypto::Purpose::seal, parts_.clock.now()).id;
  auto memory = co_await send_code(*address, std::move(key_id), step);
  if (!memory) co_return std::unexpected(memory.error());
  co_return to_page(*memory, step);
}

std::expected<http::Response, Refusal> MailCode::page(const Arrival& arrival) const {
  using Notice = CodeMemory::Notice;
  const auto memory = CodeMemory::parse(arrival.memory);
  if (!memory) return std::unexpected(Refusal::flow_unknown);
  CodePage shown{.flow_id = arrival.step.flow_id,
                 .form_token = arrival.step.form_token,
                 .language = arrival.step.language,
                 .service = arrival.step.service,
                 .domain = memory->address.domain().text()};
  if (memory->notice == Notice::wrong) {
    shown.problem = Refusal::code_wrong;
    shown.tries_left = memory->tries_left;
  }
  if (memory->notice == Notice::no_more_mails) shown.problem = Refusal::too_many_mails;
  shown.can_resend = memory->notice != Notice::no_more_mails;
  shown.was_resent = memory->notice == Notice::sent_again;
  shown.same_page = page_of(arrival.step);
  return code_page(parts_.pages, shown);
}

awaitable<std::expected<Finish, Refusal>> MailCode::finish(Arrival arrival) {
  auto memory = CodeMemory::parse(arrival.memory);
  if (!memory) co_return std::unexpected(Refusal::flow_unknown);
  const auto form = http::Form::of_body(arrival.request);
  if (!form) co_return std::unexpected(form.error());
  if (form->get("again")) {
    co_return co_await send_again(std::move(*memory), std::move(arrival.step));
  }
  if (is_too_old(*memory)) co_return std::unexpected(Refusal::code_expired);
  auto given = eight_digits(form->get("code").value_or(""));
  if (!given) {
    memory->notice = CodeMemory::Notice::wrong;
    co_return to_page(*memory, arrival.step);
  }
  co_return co_await judge(std::move(*memory), std::move(*given), std::move(arrival.step));
}

awaitable<std::expected<CodeMemory, Refusal>> MailCode::send_code(
    const identity::EmailAddress& address, std::string key_id, Step step) {
  parts_.mailer.require_room();
  CountedFlow flow{.id = step.flow_id, .key_id = key_id};
  const auto sending =
      co_await limits_.admit_mail(address, std::move(flow), std::move(step.client_address));
  if (!sending) co_return std::unexpected(sending.error());

  auto code = make_code();
  const CodeMailTexts texts{
      .service = step.service, .gateway_name = settings_.gateway_name, .issuer = settings_.issuer};
  auto mail = code_mail(code, texts, step.language);
  mail.to = address.expose();
  mail.request_id = std::move(step.request_id);
  parts_.mailer.send(std::move(mail));
  co_return CodeMemory{.address = address.clone(),
                       .code = std::move(code),
                       .sent_at = parts_.clock.now(),
                       .key_id = std::move(key_id),
                       .sending_number = sending->number,
                       .tries_left = sending->tries_left};
}

awaitable<std::expected<Finish, Refusal>> MailCode::send_again(CodeMemory memory, Step step) {
  auto sent = co_await send_code(memory.address, memory.key_id, step);
  if (sent) {
    sent->notice = CodeMemory::Notice::sent_again;
    co_return to_page(*sent, step);
  }
  // The last code may still be on its way: she keeps the page to type it.
  if (sent.error() != Refusal::too_many_mails || is_too_old(memory)) {
    co_return std::unexpected(sent.error());
  }
  memory.notice = CodeMemory::Notice::no_more_mails;
  co_return to_page(memory, step);
}

awaitable<std::expected<Finish, Refusal>> MailCode::judge(CodeMemory memory, crypto::Secret given,
                                                          Step step) {
  const CountedFlow flow{.id = step.flow_id, .key_id = memory.key_id};
  const auto tried = co_await limits_.admit_try(flow, memory.sending_number, step.client_address);
  if (!tried) co_return std::unexpected(tried.error());

  const bool is_right = given == memory.code;  // in constant time: crypto/secret.h
  if (is_right && !tried->is_latest) {
    // Of an earlier mail of hers: no guess, so the breaker does not hear of it.
    if (tried->left == 0) co_return std::unexpected(Refusal::code_tries_exhausted);
    memory.tries_left = tried->left;
    memory.notice = CodeMemory::Notice::wrong;
    co_return to_page(memory, step);
  }
  if (!is_right) {
    const auto noted = co_await limits_.note_wrong(tried->left);
    if (!noted) co_return std::unexpected(noted.error());
    memory.tries_left = tried->left;
    memory.notice = CodeMemory::Notice::wrong;
    co_return to_page(memory, step);
  }
  const auto noted = co_await limits_.note_right(flow, step.client_address);
  if (!noted) co_return std::unexpected(noted.error());
  co_return evidence(std::move(memory.address), std::nullopt, settings_.acr, parts_.clock.now());
}

// Blocks the loop: the doctor has nothing else to do meanwhile.
awaitable<Findings> MailCode::examine() { co_return parts_.mailer.examine(); }

bool MailCode::is_too_old(const CodeMemory& memory) const {
  return parts_.clock.now() - memory.sent_at > kCodeLifetime;
}

crypto::Secret MailCode::make_code() {
  return crypto::Secret::take(fmt::format("{:08}", parts_.random.below(kCodes)));
}

}  // namespace sluis::upstream
