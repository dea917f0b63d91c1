(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The lines of a certificate: reader, numbers, and the statement above `proof`. *)

exception Rejected of int * string

type reader = { channel : in_channel; mutable number : int; mutable ahead : string option }

let reject r fmt = Printf.ksprintf (fun s -> raise (Rejected (r.number, s))) fmt

let rec next r =
  match r.ahead with
  | Some l -> r.ahead <- None; l
  | None ->
      (match input_line r.channel with
       | exception End_of_file -> reject r "the file ends early"
       | l ->
           r.number <- r.number + 1;
           if l <> "" && l.[0] = '%' then next r
           else if l = "" || l.[0] = ' ' || l.[String.length l - 1] = ' ' then reject r "a field is empty"
           else l)

let push_back r l = r.ahead <- Some l

let fields r line =
  let fs = String.split_on_char ' ' line in
  if List.mem "" fs then reject r "a field is empty";
  fs

let integer r s =
  let digits = if s <> "" && s.[0] = '-' then String.sub s 1 (String.length s - 1) else s in
  let canonical = digits <> "" && String.for_all (fun c -> c >= '0' && c <= '9') digits
                  && (digits.[0] <> '0' || s = "0") in
  if canonical then Z.of_string s else reject r "not an integer: %s" s

let natural r s =
  match int_of_string_opt s with
  | Some n when n >= 0 && string_of_int n = s -> n
  | _ -> reject r "not a natural number: %s" s

(* Fields separated by "|". *)
let groups fs =
  let rec go current acc = function
    | [] -> List.rev (List.rev current :: acc)
    | "|" :: rest -> go [] (List.rev current :: acc) rest
    | f :: rest -> go (f :: current) acc rest
  in
  go [] [] fs

type proof = Open | Theorem | Tree | Directions | Pairs | Points of Z.t list list | Jump of Z.t list list | Limit | Composition of Z.t * string list
type claim = { holds : bool; text : string; mutable proof : proof }

type statement = {
  networks : (string * string) list;                   (* digest, name *)
  normalized : bool;
  encoder : (Q.t list * Q.t) list option;
  domain : Network_file.domain option;
  claims : claim list;
}

let point r d fs =
  if List.length fs <> d + 1 then reject r "a point needs %d numbers" (d + 1);
  let p = List.map (integer r) fs in
  if Z.sign (List.hd p) <= 0 then reject r "a denominator is not positive";
  p

let read_statement r =
  if next r <> "polyspike-certificate 1" then reject r "not a certificate of version 1";
  let rec networks acc normalized =
    let l = next r in
    match String.split_on_char ' ' l with
    | ("network" | "network-normalized") :: digest :: (_ :: _ as name) ->
        networks ((digest, String.concat " " name) :: acc)
          (normalized || String.length l > 18 && String.sub l 0 18 = "network-normalized")
    | _ -> push_back r l; (List.rev acc, normalized)
  in
  let names, normalized = networks [] false in
  if names = [] then reject r "expected a network";
  let line = next r in
  let encoder, line =
    match fields r line with
    | [ "encoder"; m; d ] ->
        let m = natural r m and d = natural r d in
        let row () =
          match fields r (next r) with
          | "row" :: numbers when List.length numbers = d + 2 ->
              (match List.map (integer r) numbers with
               | den :: bias :: weights when Z.sign den > 0 ->
                   (List.map (fun n -> Q.make n den) weights, Q.make bias den)
               | _ -> reject r "a denominator is not positive")
          | _ -> reject r "expected a row"
        in
        let rows = ref [] in
        for _ = 1 to m do rows := row () :: !rows done;
        (Some (List.rev !rows), next r)
    | _ -> (None, line)
  in
  let domain, line =
    match fields r line with
    | [ "domain"; d ] ->
        let dimension = natural r d in
        let rec rows acc =
          match fields r (next r) with
          | [ "enddomain" ] -> List.rev acc
          | "ge" :: numbers when List.length numbers = dimension + 1 ->
              rows (List.map (fun s -> Q.of_bigint (integer r s)) numbers :: acc)
          | _ -> reject r "expected a half-space"
        in
        let rows = rows [] in
        (Some { Network_file.dimension; rows }, next r)
    | _ -> (None, line)
  in
  let rec claims line acc =
    match String.split_on_char ' ' line with
    | "claim" :: "holds" :: text -> claims (next r) ({ holds = true; text = String.concat " " text; proof = Open } :: acc)
    | "claim" :: "violated" :: text -> claims (next r) ({ holds = false; text = String.concat " " text; proof = Open } :: acc)
    | [ "proof" ] -> List.rev acc
    | _ -> reject r "expected a claim or proof"
  in
  let claims = claims line [] in
  if claims = [] then reject r "expected a claim";
  { networks = names; normalized; encoder; domain; claims }

let read_proofs r d claims =
  List.iter (fun c ->
      c.proof <- (match fields r (next r) with
        | [ "by"; "open" ] -> Open
        | [ "by"; "theorem" ] -> Theorem
        | [ "by"; "tree" ] -> Tree
        | "by" :: "points" :: rest -> Points (List.map (point r d) (groups rest))
        | [ "by"; "directions" ] -> Directions
        | [ "by"; "pairs" ] -> Pairs
        | "by" :: "jump" :: rest -> Jump (List.map (point r d) (groups rest))
        | "by" :: "limit" :: _ -> Limit
        | "by" :: "composition" :: scale :: roles ->
            let scale = integer r scale in
            if Z.sign scale <= 0 then reject r "the scale is not positive";
            Composition (scale, roles)
        | _ -> reject r "expected how a claim is proved"))
    claims
