(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The texts of claims. *)

type part = Cells | Causal_pieces | Distinct_maps | Linear_regions | Cell_components | Never_regions
type kind =
  | Piecewise_linear | Continuous | Fires | Monotone | Concave | Convex | Equal | Count of part * Z.t | Lipschitz of Q.t
  | Bound of { above : bool; strict : bool; bound : Q.t; output : int option }
  | Unknown

let starts prefix s = String.length s >= String.length prefix && String.sub s 0 (String.length prefix) = prefix
let after n s = String.sub s n (String.length s - n)

let parse_bound text =
  let body = after 6 text in
  let rec digits i = if i < String.length body && body.[i] >= '0' && body.[i] <= '9' then digits (i + 1) else i in
  let i = digits 0 in
  let output = if i = 0 then None else int_of_string_opt (String.sub body 0 i) in
  let relation above strict n =
    match Network_file.rational (after n (after i body)) with
    | bound -> Bound { above; strict; bound; output }
    | exception Network_file.Unusable _ -> Unknown
  in
  let r = after i body in
  if i > 0 && output = None then Unknown
  else if starts ">=" r then relation true false 2
  else if starts "<=" r then relation false false 2
  else if starts ">" r then relation true true 1
  else if starts "<" r then relation false true 1
  else Unknown

let counts =
  [ ("cells=", Cells); ("causal-pieces=", Causal_pieces); ("distinct-maps=", Distinct_maps);
    ("linear-regions=", Linear_regions); ("cell-components=", Cell_components); ("never-regions=", Never_regions) ]

let kind text = match text with
  | "piecewise-linear" -> Piecewise_linear | "continuous" -> Continuous | "fires" -> Fires
  | "monotone" -> Monotone | "concave" -> Concave | "convex" -> Convex | "equal" -> Equal
  | _ when starts "lipschitz<=" text ->
      (match Network_file.rational (after 11 text) with
       | q -> Lipschitz q | exception Network_file.Unusable _ -> Unknown)
  | _ when starts "output" text -> parse_bound text
  | _ ->
      let count (name, part) =
        if not (starts name text) then None
        else
          let n = after (String.length name) text in
          if n <> "" && String.for_all (fun c -> c >= '0' && c <= '9') n then Some (Count (part, Z.of_string n)) else None in
      Option.value (List.find_map count counts) ~default:Unknown
