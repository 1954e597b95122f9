#include "postern/crypto/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <memory>

namespace postern::crypto {

namespace {

struct FreeBio {
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
struct FreeCertificate {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

std::optional<TimePoint> to_time(const ASN1_TIME* time) {
    std::tm utc{};
    if (ASN1_TIME_to_tm(time, &utc) != 1) return std::nullopt;
    return TimePoint{std::chrono::seconds{::timegm(&utc)}};
}

std::optional<CertificateValidity> validity_of(const X509& certificate) {
    const auto begin = to_time(X509_get0_notBefore(&certificate));
    const auto end = to_time(X509_get0_notAfter(&certificate));
    if (!begin || !end) return std::nullopt;
    return CertificateValidity{*begin, *end};
}

/// Whether reading ended because there is no further PEM block, which OpenSSL reports as an error.
bool ended_well() {
    const auto error = ERR_peek_last_error();
    const bool at_end =
        ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return at_end;
}

}  // namespace

std::optional<CertificateValidity> find_certificate_validity(std::string_view pem) {
    if (pem.size() > std::numeric_limits<int>::max()) return std::nullopt;
    const std::unique_ptr<BIO, FreeBio> bio{
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    if (!bio) return std::nullopt;
    ERR_clear_error();
    std::optional<CertificateValidity> all;
    while (const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
        const auto one = validity_of(*certificate);
        if (!one) return std::nullopt;
        if (!all) all = one;
        all->not_before = std::max(all->not_before, one->not_before);
        all->not_after = std::min(all->not_after, one->not_after);
    }
    if (!ended_well()) return std::nullopt;
    return all;
}

}  // namespace postern::crypto
