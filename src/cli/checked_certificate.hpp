// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "polyspike/network.hpp"
#include "report/report.hpp"

namespace polyspike {

// What a certificate states, read for a report; the proof is check-certificate's business.
struct CertificateStatement {
  std::string path;
  std::string digest;                 // SHA-256 of the certificate's bytes
  std::vector<std::string> networks;  // the files' names in the statement
  bool normalized = false;            // a .nnet with its scaling inside
  bool has_surroundings = false;      // a domain or an encoder that is not the network file's
  std::vector<AffineForm> domain;     // of the surroundings, primitive
  std::vector<Decided> claims;        // each with how the certificate proves it
};

// Whether the file's first line is that of a certificate.
bool is_certificate(const std::string& path);

// Throws Error where the statement cannot be read.
CertificateStatement read_statement(const std::string& path);

// What check-certificate says of the certificate and the network files. Throws Error where
// it does not accept them, where it is not found, or where the statement is about another
// domain than the network's.
CheckedCertificate check_statement(const CertificateStatement& statement,
                                   std::span<const std::string> networks,
                                   const Network& network);

}  // namespace polyspike
