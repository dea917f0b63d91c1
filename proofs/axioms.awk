# SPDX-License-Identifier: GPL-3.0-or-later
# Reads Headlines.v, then the output of its Print Assumptions: one line per theorem with the
# axioms it rests on. Exit 1 if an axiom is not one of the four that the standard library's
# classical reals rest on.
BEGIN {
  split("ClassicalDedekindReals.sig_not_dec ClassicalDedekindReals.sig_forall_dec " \
        "FunctionalExtensionality.functional_extensionality_dep Classical_Prop.classic " \
        "functional_extensionality_dep classic", list, " ")
  for (i in list) allowed[list[i]] = 1
}
function flush_theorem() {
  if (theorem != "") printf "%-42s %s\n", theorem, axioms == "" ? "no axioms" : axioms
  axioms = ""
}
FNR == NR { if ($1 == "Print") { sub(/\.$/, "", $3); names[++n] = $3 } next }
/^Axioms:/ || /^Closed under/ { flush_theorem(); theorem = names[++k]; next }
/^[A-Za-z]/ {
  short = $1; sub(/.*\./, "", short); axioms = axioms (axioms == "" ? "" : ", ") short
  if (!($1 in allowed)) { print "not allowed: " $1 > "/dev/stderr"; bad = 1 }
}
END {
  flush_theorem()
  if (k != n) { print "expected " n " theorems, saw " k + 0 > "/dev/stderr"; bad = 1 }
  exit bad
}
