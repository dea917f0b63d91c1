// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>

#include "certificate/certificate.hpp"
#include "process/scratch_folder.hpp"
#include "theorems/decider.hpp"
#include "theorems/theorem.hpp"

namespace polyspike {

// Where the files of instances go: NAME.json, NAME.claims with the statements, one a
// line, NAME.cert with a certificate of what they say of this network alone,
// NAME.equal.cert with one that it is equal to another or not, and the companions. A
// certificate names its networks' files, so they are written before.
class InstanceFolder {
 public:
  // A folder to keep, made if it is not there. Throws Error.
  explicit InstanceFolder(std::string path);
  // One in the place for temporary files that goes with the object.
  InstanceFolder();

  std::string path(const std::string& file) const { return path_ + '/' + file; }
  void write_networks(const Theorem& theorem) const;
  void write_statements(const Theorem& theorem) const;

 private:
  std::unique_ptr<ScratchFolder> scratch_;  // where it is temporary
  std::string path_;
};

// Writes a certificate of the statements about the network in `file` that the format has
// a proof of, and returns how many these are; no file if there are none. Sizes do not
// count.
std::size_t write_certificate_of(const std::string& file, const std::string& certificate,
                                 const Network& network, Decider& decider,
                                 std::span<const Statement> statements,
                                 std::span<const Finding> findings, Budget& budget);

// Writes a certificate that two networks are equal or not. False, and no file, where it
// would be too long for an instance: a product partition of many neurons.
bool write_equality_certificate_of(const std::string& certificate,
                                   const CertificatePair& pair,
                                   const EqualityProof& proof, Budget& budget);

}  // namespace polyspike
