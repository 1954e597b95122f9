// E-mails over SMTP by libcurl.
#include <curl/curl.h>

#include <stdexcept>

#include "mail/server_answer.hpp"
#include "postern/base/check.hpp"
#include "postern/mail/mail_sender.hpp"

namespace postern::mail {

namespace {

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// libcurl's own set-up; once, and never taken back.
void set_up_library() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (done != CURLE_OK) throw std::runtime_error{"libcurl cannot be set up"};
}

/// One e-mail being sent.
struct Transfer {
    std::string_view rest{};  ///< of the message
    SmtpStage stage = SmtpStage::Connection;
    std::string refusal{};  ///< the server's last line that says no

    /// From here on the server may have the mail: giving up would send it twice.
    bool is_handed_over() const { return stage == SmtpStage::Content; }
};

std::size_t read_message(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const std::size_t taken = transfer.rest.copy(buffer, size * count);
    transfer.rest.remove_prefix(taken);
    return taken;
}

std::size_t note_answer(char* line, std::size_t size, std::size_t count, void* user) {
    const std::string_view answer{line, size * count};
    if (answer.starts_with('4') || answer.starts_with('5'))
        static_cast<Transfer*>(user)->refusal = answer;
    return answer.size();
}

/// What libcurl says to the server; only its first word is looked at, for one of them is the
/// password.
int note_command(CURL*, curl_infotype type, char* line, std::size_t size, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const std::string_view command{line, size};
    // With QUIT it leaves after a refusal, which belongs to what it said before.
    if (type == CURLINFO_HEADER_OUT && !command.starts_with("QUIT"))
        transfer.stage = stage_of_command(command);
    return 0;
}

class SmtpSender final : public MailSender {
public:
    SmtpSender(SmtpSettings settings, const std::atomic<bool>* stopping);

    void send(std::string_view from, const EmailAddress& to, std::string_view message) override;

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        // Fails for options that this libcurl was built without: then nothing must be sent at all.
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK)
            throw std::runtime_error{"libcurl lacks an option that sending e-mail needs"};
    }
    void set_server();
    void set_encryption();
    void set_callbacks();
    static int is_to_stop(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    CURLcode perform(std::string_view message);
    bool lost_kept_connection(CURLcode result) const;
    [[noreturn]] void refuse(CURLcode result) const;

    const SmtpSettings settings_;
    const std::atomic<bool>* const stopping_;
    Transfer transfer_{};  // libcurl may call back as long as the handle is there
    std::unique_ptr<CURL, FreeHandle> handle_;
};

SmtpSender::SmtpSender(SmtpSettings settings, const std::atomic<bool>* stopping)
    : settings_{std::move(settings)}, stopping_{stopping} {
    set_up_library();
    handle_.reset(curl_easy_init());
    if (!handle_) throw std::runtime_error{"libcurl cannot make a handle"};
    set_server();
    set_encryption();
    set_callbacks();
}

void SmtpSender::set_server() {
    const bool is_ipv6 = settings_.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + settings_.host + "]" : settings_.host;
    const std::string url = (settings_.security == Security::Tls ? "smtps://" : "smtp://") + host +
                            ":" + std::to_string(settings_.port) + "/" + settings_.own_name;
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");  // nor one from the environment
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.timeout.count()));
    if (settings_.user.empty()) return;
    set(CURLOPT_USERNAME, settings_.user.c_str());
    set(CURLOPT_PASSWORD, settings_.password.c_str());
}

void SmtpSender::set_encryption() {
    set(CURLOPT_USE_SSL, settings_.security == Security::None ? static_cast<long>(CURLUSESSL_NONE)
                                                              : static_cast<long>(CURLUSESSL_ALL));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.ca_file.empty()) {
        set(CURLOPT_CAINFO, settings_.ca_file.c_str());
        set(CURLOPT_CAPATH, nullptr);  // this authority and no other
    }
}

void SmtpSender::set_callbacks() {
    set(CURLOPT_READFUNCTION, &read_message);
    set(CURLOPT_HEADERFUNCTION, &note_answer);
    set(CURLOPT_DEBUGFUNCTION, &note_command);
    set(CURLOPT_VERBOSE, 1L);  // else that function is never called
    set(CURLOPT_XFERINFOFUNCTION, &SmtpSender::is_to_stop);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_READDATA, &transfer_);
    set(CURLOPT_HEADERDATA, &transfer_);
    set(CURLOPT_DEBUGDATA, &transfer_);
    set(CURLOPT_XFERINFODATA, this);
}

int SmtpSender::is_to_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& self = *static_cast<const SmtpSender*>(user);
    const bool stopping = self.stopping_ != nullptr && self.stopping_->load();
    return stopping && !self.transfer_.is_handed_over() ? 1 : 0;
}

CURLcode SmtpSender::perform(std::string_view message) {
    transfer_ = {.rest = message};
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    return curl_easy_perform(handle_.get());
}

/// A server may close what it has kept open for long; that says nothing about this e-mail.
bool SmtpSender::lost_kept_connection(CURLcode result) const {
    long connects = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_NUM_CONNECTS, &connects);
    const bool lost =
        result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING;
    return lost && connects == 0 && transfer_.refusal.empty() && !transfer_.is_handed_over();
}

void SmtpSender::refuse(CURLcode result) const {
    if (!transfer_.refusal.empty())
        throw SendError{"the mail server said: " + presentable(transfer_.refusal),
                        fault_of(transfer_.stage, transfer_.refusal)};
    throw SendError{std::string{"no mail server: "} + curl_easy_strerror(result),
                    SendFault::Server};
}

void SmtpSender::send(std::string_view from, const EmailAddress& to, std::string_view message) {
    const std::unique_ptr<curl_slist, FreeList> recipients{
        curl_slist_append(nullptr, ("<" + to.text() + ">").c_str())};
    POSTERN_CHECK(recipients != nullptr);
    const std::string sender = "<" + std::string{from} + ">";
    set(CURLOPT_MAIL_FROM, sender.c_str());
    set(CURLOPT_MAIL_RCPT, recipients.get());

    CURLcode result = perform(message);
    if (lost_kept_connection(result)) {
        set(CURLOPT_FRESH_CONNECT, 1L);
        result = perform(message);
        set(CURLOPT_FRESH_CONNECT, 0L);
    }
    if (result != CURLE_OK) refuse(result);
}

}  // namespace

std::unique_ptr<MailSender> make_smtp_sender(SmtpSettings settings,
                                             const std::atomic<bool>* stopping) {
    return std::make_unique<SmtpSender>(std::move(settings), stopping);
}

}  // namespace postern::mail
