#include "http/answering.h"

#include <openssl/crypto.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>

#include "http/wire.h"

namespace sluis::http {

namespace {

namespace asio = boost::asio;

struct Question {
  Question(asio::io_context& context, Request given)
      : request(std::move(given)), answered(context) {}
  ~Question() {
    // Forms bring codes and addresses: freed memory must not keep them.
    OPENSSL_cleanse(request.body.data(), request.body.size());
    OPENSSL_cleanse(request.query.data(), request.query.size());
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  Request request;
  std::optional<Response> response;
  asio::steady_timer answered;  // cancelled when it is
};

asio::awaitable<Response> run(std::shared_ptr<Answering> answering,
                              std::shared_ptr<Question> question) {
  co_return co_await answering->handler(question->request);
}

/// Where a handler ends. Shared with the one who waits, who may be gone.
struct Ended {
  std::shared_ptr<Answering> answering;
  std::shared_ptr<Question> question;

  void operator()(std::exception_ptr failure, Response response) const {
    question->response = failure ? broken() : std::move(response);
    question->answered.cancel();
    --answering->at_work;
    if (answering->on_end) answering->on_end();
  }
};

Response too_late() {
  auto response = plain_text(503, "This takes too long. Please try again.\n");
  response.headers.add("Retry-After", "5");
  return response;
}

}  // namespace

asio::awaitable<Response> ask(std::shared_ptr<Answering> answering, Request request) {
  const auto question = std::make_shared<Question>(answering->context, std::move(request));
  ++answering->at_work;
  Ended ended{.answering = answering, .question = question};
  asio::co_spawn(answering->context, run(answering, question), std::move(ended));
  if (!question->response) {
    question->answered.expires_after(answering->time);
    co_await question->answered.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (!question->response) co_return too_late();
  co_return std::move(*question->response);
}

}  // namespace sluis::http
