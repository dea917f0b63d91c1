(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* check-certificate-verified CERT [NETWORK...]: the verdict of the verified kernel. Last line
   `s VERIFIED` (exit 0), `s REJECTED line N: reason` (1), `s HOLEY` (3); unusable files: 2. *)
open Judge

let () =
  match Array.to_list Sys.argv with
  | _ :: path :: given when path <> "" && path.[0] <> '-' ->
      let v = verdict path given in
      (match v with
       | Verified -> print_endline "s VERIFIED"
       | Refused (line, why) -> Printf.printf "s REJECTED line %d: %s\n" line why
       | With_holes why -> prerr_endline why; print_endline "s HOLEY"
       | Cannot_use why -> prerr_endline why);
      exit (code v)
  | _ -> prerr_endline "usage: check-certificate-verified CERT [NETWORK...]"; exit 2
