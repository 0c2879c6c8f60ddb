#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "crypto/leftovers.h"
#include "fault/unavailable.h"
#include "upstream/mail_message.h"
#include "upstream/mail_server_health.h"
#include "upstream/mailer.h"
#include "upstream/smtp_connection.h"

namespace sluis::upstream {

namespace {

// A code that comes later would leave her no time to type it.
constexpr std::chrono::minutes kLongestWait{5};

Unavailable full() { return {Unavailable::What::mail, "too many mails are waiting"}; }
Unavailable silent() { return {Unavailable::What::mail, "the mail server does not answer"}; }

struct Waiting {
  Envelope envelope;
  std::string request_id;
  crypto::TimePoint queued_at;
};

SmtpSettings checked(SmtpSettings settings) {
  if (!settings.url.starts_with("smtps://") && !settings.url.starts_with("smtp://")) {
    throw std::invalid_argument("the mail server's URL is neither smtps:// nor smtp://");
  }
  require_mailbox(settings.from);
  if (settings.host.empty()) settings.host = settings.from.substr(settings.from.find('@') + 1);
  if (settings.threads == 0) settings.threads = 1;
  return settings;
}

class SmtpMailer final : public Mailer {
 public:
  SmtpMailer(SmtpSettings settings, SmtpParts parts)
      : settings_(checked(std::move(settings))), parts_(std::move(parts)) {
    connections_.reserve(settings_.threads);
    for (std::size_t index = 0; index < settings_.threads; ++index) {
      connections_.emplace_back(settings_);
    }
    for (auto& connection : connections_) {
      threads_.emplace_back([this, &connection] { work(connection); });
    }
  }

  ~SmtpMailer() override {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
      waiting_.clear();
    }
    woken_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  void require_room() override {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= settings_.limit_waiting) throw full();
    if (!health_.would_admit(parts_.clock.now())) throw silent();
  }

  void send(Mail mail) override {
    const auto now = parts_.clock.now();
    Waiting waiting{
        .envelope = sealed(mail, now), .request_id = std::move(mail.request_id), .queued_at = now};
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() >= settings_.limit_waiting) throw full();
      if (!health_.admits(now)) throw silent();
      waiting_.push_back(std::move(waiting));
    }
    woken_.notify_one();
  }

  // On a connection of its own: the others may be at work.
  Findings examine() override { return SmtpConnection(settings_).examine(); }

 private:
  /// Empties the mail: what it said is in the message alone.
  Envelope sealed(Mail& mail, crypto::TimePoint now) {
    auto message = compose({.from = settings_.from,
                            .from_name = settings_.from_name,
                            .to = mail.to.expose(),
                            .subject = mail.subject,
                            .plain_text = mail.plain_text,
                            .language = mail.language,
                            .host = settings_.host},
                           now, parts_.random);
    crypto::wipe(mail.plain_text);
    return {.to = std::move(mail.to), .message = std::move(message)};
  }

  void work(SmtpConnection& connection) {
    for (;;) {
      std::unique_lock lock(mutex_);
      const auto has_cause = [this] { return is_stopping_ || !waiting_.empty(); };
      if (!woken_.wait_for(lock, settings_.rest, has_cause)) {
        lock.unlock();
        connection.hang_up();
        crypto::wipe_leftovers();
        lock.lock();
        woken_.wait(lock, has_cause);
      }
      if (is_stopping_) return;
      const auto next = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      deliver(connection, next);
    }
  }

  void deliver(SmtpConnection& connection, const Waiting& mail) {
    using Outcome = SmtpConnection::Outcome;
    const bool is_too_late = parts_.clock.now() - mail.queued_at > kLongestWait;
    const auto outcome = is_too_late ? Outcome::refused : connection.deliver(mail.envelope);
    const auto now = parts_.clock.now();
    {
      const std::lock_guard lock(mutex_);
      if (outcome == Outcome::unreachable) {
        health_.note_failure(now);
      } else if (!is_too_late) {
        health_.note_success();
      }
    }
    parts_.journal(
        {.kind = outcome == Outcome::taken ? Event::Kind::mail_sent : Event::Kind::mail_failed,
         .request_id = mail.request_id,
         .duration = now - mail.queued_at});
  }

  const SmtpSettings settings_;
  SmtpParts parts_;
  std::vector<SmtpConnection> connections_;

  std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<Waiting> waiting_;
  MailServerHealth health_;
  bool is_stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Mailer> make_smtp_mailer(SmtpSettings settings, SmtpParts parts) {
  return std::make_unique<SmtpMailer>(std::move(settings), std::move(parts));
}

}  // namespace sluis::upstream
