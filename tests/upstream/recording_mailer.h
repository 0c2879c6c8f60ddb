#pragma once

// A mailer that keeps what it was given.

#include <utility>
#include <vector>

#include "fault/unavailable.h"
#include "upstream/mailer.h"

namespace sluis::tests {

class RecordingMailer final : public upstream::Mailer {
 public:
  void require_room() override {
    if (is_down) throw Unavailable(Unavailable::What::mail, "the mail server does not answer");
  }

  void send(upstream::Mail mail) override {
    if (is_down) throw Unavailable(Unavailable::What::mail, "the mail server does not answer");
    mails.push_back(std::move(mail));
  }

  Findings examine() override { return findings; }

  Findings findings;
  bool is_down = false;
  std::vector<upstream::Mail> mails;
};

}  // namespace sluis::tests
