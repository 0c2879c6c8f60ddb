#include "upstream/smtp_connection.h"

#include <curl/curl.h>
#include <string.h>

#include <algorithm>
#include <stdexcept>

#include "upstream/smtp_examination.h"

namespace sluis::upstream {

namespace {

constexpr long kConnectSeconds = 10;
constexpr long kTotalSeconds = 30;
constexpr long kHangUpSeconds = 5;

struct CleanUp {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};

/// libcurl frees its lists without wiping them; ours hold an address.
struct WipeAndFree {
  void operator()(curl_slist* list) const noexcept {
    for (auto* entry = list; entry; entry = entry->next) {
      explicit_bzero(entry->data, strlen(entry->data));
    }
    curl_slist_free_all(list);
  }
};
using List = std::unique_ptr<curl_slist, WipeAndFree>;

List list_of(std::string_view only) {
  std::string text(only);
  List list(curl_slist_append(nullptr, text.c_str()));
  crypto::wipe(text);
  if (!list) throw std::bad_alloc();
  return list;
}

template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) {
    throw std::runtime_error("libcurl refuses an option of the mailer");
  }
}

std::size_t read_message(char* to, std::size_t size, std::size_t count, void* of) {
  auto& left = *static_cast<std::string_view*>(of);
  const auto taken = std::min(size * count, left.size());
  left.copy(to, taken);
  left.remove_prefix(taken);
  return taken;
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

long number_of(CURL* handle, CURLINFO what) {
  long number = 0;
  curl_easy_getinfo(handle, what, &number);
  return number;
}

// RFC 4954 and RFC 5321 §3.8: these answers to MAIL or RCPT are about us, not about this mail.
bool is_about_the_server(long reply) {
  return reply == 421 || reply == 454 || reply == 530 || reply == 534 || reply == 535 ||
         reply == 538;
}

}  // namespace

struct SmtpConnection::Transfer {
  std::unique_ptr<CURL, CleanUp> handle;
  CURLcode result = CURLE_OK;
  std::size_t octets_left = 0;
  bool is_open = false;  // perhaps: the server may have hung up

  void attempt(const Envelope& envelope, bool on_new_connection) {
    const auto recipients = list_of(envelope.to.expose());
    auto left = envelope.message.expose();
    set(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
    set(handle.get(), CURLOPT_READDATA, &left);
    set(handle.get(), CURLOPT_FRESH_CONNECT, on_new_connection ? 1L : 0L);
    result = curl_easy_perform(handle.get());
    is_open = true;
    octets_left = left.size();
    set<curl_slist*>(handle.get(), CURLOPT_MAIL_RCPT, nullptr);
  }

  Outcome outcome() const {
    if (result == CURLE_OK) return Outcome::taken;
    const auto reply = number_of(handle.get(), CURLINFO_RESPONSE_CODE);
    // libcurl's word for a refusal of MAIL, RCPT or DATA is a send error, and for one of the whole
    // message a weird reply; both also stand for broken connections, which leave no 4xx or 5xx
    // reply behind.
    const bool is_answer =
        result == CURLE_SEND_ERROR || (result == CURLE_WEIRD_SERVER_REPLY && octets_left == 0);
    const bool is_refusal = is_answer && reply >= 400 && reply < 600 && !is_about_the_server(reply);
    return is_refusal ? Outcome::refused : Outcome::unreachable;
  }

  bool was_on_old_connection() const { return number_of(handle.get(), CURLINFO_NUM_CONNECTS) == 0; }
};

SmtpConnection::SmtpConnection(const SmtpSettings& settings)
    : settings_(settings), transfer_(std::make_unique<Transfer>()) {
  // Once in the process, whoever comes first; the compiler sees to it that others wait.
  static const bool is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!is_ready) throw std::runtime_error("libcurl does not start");
  transfer_->handle.reset(curl_easy_init());
  auto* handle = transfer_->handle.get();
  if (!handle) throw std::bad_alloc();

  // libcurl takes the name for EHLO from the path of the URL; without one it would tell the
  // machine's own.
  auto url = settings.url;
  while (url.ends_with('/')) url.pop_back();
  url += "/" + settings.host;
  set(handle, CURLOPT_URL, url.c_str());
  set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(handle, CURLOPT_PROXY, "");  // nothing of the environment's
  set(handle, CURLOPT_NOSIGNAL, 1L);

  // RFC 8314 §3: TLS from the start, or STARTTLS, and no mail without.
  set(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  // The folder of Debian's roots (CURLOPT_CAPATH) stays as libcurl was built with it: this one
  // comes on top.
  if (settings.ca_file) set(handle, CURLOPT_CAINFO, settings.ca_file->c_str());

  if (!settings.user.empty()) {
    std::string password(settings.password.expose());
    set(handle, CURLOPT_USERNAME, settings.user.c_str());
    set(handle, CURLOPT_PASSWORD, password.c_str());
    crypto::wipe(password);
  }
  set(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(handle, CURLOPT_TIMEOUT, kTotalSeconds);
  set(handle, CURLOPT_MAIL_FROM, settings.from.c_str());
  set(handle, CURLOPT_UPLOAD, 1L);
  set(handle, CURLOPT_READFUNCTION, &read_message);
  set(handle, CURLOPT_WRITEFUNCTION, &ignore);
}

SmtpConnection::SmtpConnection(SmtpConnection&&) noexcept = default;
SmtpConnection::~SmtpConnection() = default;

SmtpConnection::Outcome SmtpConnection::deliver(const Envelope& envelope) {
  transfer_->attempt(envelope, false);
  // A server hangs up on who is idle, and that shows only at the next mail. That mail is not to
  // blame.
  if (transfer_->outcome() == Outcome::unreachable && transfer_->was_on_old_connection()) {
    transfer_->attempt(envelope, true);
  }
  return transfer_->outcome();
}

// libcurl has no word for it: a command that does nothing, and no other after it but QUIT.
void SmtpConnection::hang_up() noexcept {
  if (!transfer_->is_open) return;
  transfer_->is_open = false;
  auto* handle = transfer_->handle.get();
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 0L);
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 0L);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, kHangUpSeconds);
  curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, kTotalSeconds);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 0L);
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, nullptr);
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
}

Findings SmtpConnection::examine() {
  auto* handle = transfer_->handle.get();
  set(handle, CURLOPT_CONNECT_ONLY, 1L);  // for libcurl that is up to and with the login
  const auto result = curl_easy_perform(handle);
  return smtp_findings(
      settings_, {.result = result, .certificate = number_of(handle, CURLINFO_SSL_VERIFYRESULT)});
}

}  // namespace sluis::upstream
