// E-mails as files, for development.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "postern/mail/mail_sender.hpp"

namespace postern::mail {

namespace {

class FileSender final : public MailSender {
public:
    explicit FileSender(std::string folder) : folder_{std::move(folder)} {}

    void send(std::string_view from, const EmailAddress& to, std::string_view message) override;

private:
    /// Sorts by time; unique across processes and within one.
    std::string next_name() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
        return std::to_string(us) + "-" + std::to_string(getpid()) + "-" +
               std::to_string(++count_) + ".eml";
    }

    const std::string folder_;
    unsigned count_ = 0;
};

[[noreturn]] void fail_with(const char* what, int error) {
    throw SendError{what + (": " + std::generic_category().message(error)), SendFault::Server};
}

void FileSender::send(std::string_view /*from*/, const EmailAddress& /*to*/,
                      std::string_view message) {
    if (mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST)
        fail_with("mail.folder cannot be made", errno);
    const std::string name = next_name();
    const std::string unfinished = folder_ + "/." + name;
    {
        std::ofstream file{unfinished, std::ios::binary};
        file.write(message.data(), static_cast<std::streamsize>(message.size()));
        file.close();
        if (!file) {
            const int error = errno;
            unlink(unfinished.c_str());
            fail_with("a file in mail.folder cannot be written", error);
        }
    }
    if (rename(unfinished.c_str(), (folder_ + "/" + name).c_str()) != 0)
        fail_with("a file in mail.folder cannot be named", errno);
}

}  // namespace

std::unique_ptr<MailSender> make_file_sender(std::string folder) {
    return std::make_unique<FileSender>(std::move(folder));
}

}  // namespace postern::mail
