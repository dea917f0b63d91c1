(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* check-certificate-verified CERT [NETWORK...]: the verdict of the verified kernel. Last line
   `s VERIFIED` (exit 0), `s REJECTED line N: reason` (1), `s HOLEY` (3); unusable files: 2. *)
open Certificate

let unusable fmt = Printf.ksprintf (fun s -> prerr_endline s; exit 2) fmt

let read_file path =
  try
    let channel = open_in_bin path in
    let text = really_input_string channel (in_channel_length channel) in
    close_in channel; text
  with Sys_error why | Invalid_argument why -> unusable "%s" why

(* What the claims are about. *)
type subject = {
  network : Network_file.t;
  program : Kernel.program;
  outputs : int list;                 (* registers *)
  layered : bool;
  plain_inputs : bool;                (* no encoder: coordinates are the network's inputs *)
  rows : Kernel.constraint0 list;     (* the domain, oldest first *)
  pairs : (int * int) list;           (* outputs of two networks side by side *)
}

let constraint_of row =
  let den = List.fold_left (fun d (q : Q.t) -> Z.lcm d q.Q.den) Z.one row in
  let v = List.map (fun (q : Q.t) -> Z.mul q.Q.num (Z.divexact den q.Q.den)) row in
  { Kernel.is_strict = false; vector = Kernel.primitive v }

let identity n = List.init n (fun i -> (List.init n (fun j -> if i = j then Q.one else Q.zero), Q.zero))

let subject statement json_text =
  let module N = Network_file in
  let _, own_encoder, own_domain, body = N.read json_text in
  let replaced = statement.domain <> None in
  let encoder = if replaced then statement.encoder else own_encoder in
  let domain = match (if replaced then statement.domain else own_domain) with
    | Some d -> d | None -> raise (N.Unusable "no domain") in
  let d = domain.N.dimension in
  let body = body (fun () -> match encoder with Some rows -> List.length rows | None -> d) in
  let rows = match encoder with Some rows -> rows | None -> identity d in
  if List.exists (fun (w, _) -> List.length w <> d) rows then raise (N.Unusable "the encoder does not fit the domain");
  let kernel_rows = List.map N.row rows in
  let network = { N.body; own_encoder; own_domain } in
  let program, outputs, layered = match body with
    | N.Layered (layers, width) ->
        if List.length rows <> width then raise (N.Unusable "the domain does not fit the network");
        let layers = if encoder = None then layers else { Kernel.rows = kernel_rows; rectified = false } :: layers in
        let program = Kernel.layered_program d layers in
        let registers = d + List.length program.Kernel.gates in
        let last = List.length (List.nth layers (List.length layers - 1)).Kernel.rows in
        (program, List.init last (fun i -> registers - last + i), true)
    | N.Spiking net ->
        if List.length rows <> net.Kernel.inputs then raise (N.Unusable "the domain does not fit the network");
        let program = Kernel.spiking_program d kernel_rows net in
        let registers = d + List.length program.Kernel.gates and last = List.length net.Kernel.outputs in
        (program, List.init last (fun i -> registers - last + i), false)
  in
  { network; program; outputs; layered; plain_inputs = encoder = None; rows = List.map constraint_of domain.N.rows; pairs = [] }

(* Both networks on the same coordinates. *)
let product a b =
  if a.rows <> b.rows || a.program.Kernel.dimension <> b.program.Kernel.dimension then
    raise (Network_file.Unusable "the two networks have different domains");
  if List.length a.outputs <> List.length b.outputs then
    raise (Network_file.Unusable "the two networks have different numbers of outputs");
  let behind = List.length a.program.Kernel.gates in
  { a with program = Kernel.product a.program b.program; layered = a.layered && b.layered;
           pairs = List.map2 (fun i j -> (i, j + behind)) a.outputs b.outputs }

(* ---- claims ---- *)
type kind =
  | Piecewise_linear | Continuous | Fires | Monotone | Concave | Equal | Cells of Z.t
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

let kind text = match text with
  | "piecewise-linear" -> Piecewise_linear | "continuous" -> Continuous | "fires" -> Fires
  | "monotone" -> Monotone | "concave" -> Concave | "equal" -> Equal
  | _ when starts "cells=" text ->
      let n = after 6 text in
      if n <> "" && String.for_all (fun c -> c >= '0' && c <= '9') n then Cells (Z.of_string n) else Unknown
  | _ when starts "output" text -> parse_bound text
  | _ -> Unknown

(* Outputs a bound speaks of, as the kernel's bounds: slope * output + offset >= 0 or > 0. *)
let bounds s above strict bound output =
  let chosen = match output with
    | None -> s.outputs
    | Some k -> if k >= 1 && k <= List.length s.outputs then [ List.nth s.outputs (k - 1) ] else [] in
  let sign = if above then Q.one else Q.minus_one in
  List.map (fun target ->
      { Kernel.target; strictly = strict; slope = Network_file.kernel_rational sign;
        offset = Network_file.kernel_rational (Q.neg (Q.mul sign bound)) }) chosen

let positive s = match s.network.Network_file.body with
  | Network_file.Spiking net -> Kernel.positive_check net | Network_file.Layered _ -> false

let by_theorem s = function
  | Piecewise_linear -> true
  | Continuous | Fires -> s.layered || positive s
  | Monotone | Concave -> positive s && s.plain_inputs
  | _ -> false

(* Exact values of registers at a point of the domain, or None: spikes are not evaluated. *)
let values r s registers p =
  let den = List.hd p in
  if not (List.for_all (fun (c : Kernel.constraint0) -> Z.sign (Kernel.integer_apply c.Kernel.vector p) >= 0) s.rows)
  then reject r "a point is not in the domain";
  let point = List.map (fun n -> Network_file.kernel_rational (Q.make n den)) (List.tl p) in
  if not (Kernel.well_wired (List.length point) s.program.Kernel.gates) then None
  else Option.map (fun vs -> List.map (fun o -> let q = List.nth vs o in Q.make q.Kernel.qnum q.Kernel.qden) registers)
      (Kernel.evaluate s.program.Kernel.gates point)

let refuted r s k p = match k with
  | Bound { above; strict; bound; output } ->
      Option.map (fun vs ->
          let chosen = match output with
            | None -> vs | Some i when i >= 1 && i <= List.length vs -> [ List.nth vs (i - 1) ] | Some _ -> [] in
          List.exists (fun v ->
              let c = Q.compare v bound in
              if above then (if strict then c <= 0 else c < 0) else if strict then c >= 0 else c > 0) chosen)
        (values r s s.outputs p)
  | Equal ->
      (match values r s (List.map fst s.pairs) p, values r s (List.map snd s.pairs) p with
       | Some a, Some b -> Some (not (List.for_all2 Q.equal a b))
       | _ -> None)
  | _ -> None

(* ---- the tree ---- *)
let pattern_key (ds : Kernel.decision list) =
  String.concat "" (List.map (function
      | Kernel.Off -> "0" | Kernel.On -> "1" | Kernel.Never -> "n" | Kernel.Either -> "?"
      | Kernel.Fires m -> "f" ^ String.concat "" (List.map (fun b -> if b then "1" else "0") m) ^ ".") ds)

exception Holey of string

let check_tree r s claims =
  let mode = match next r with
    | "tree full" -> Tree.Full | "tree all" -> Tree.All | _ -> reject r "expected a tree" in
  let d = s.program.Kernel.dimension in
  let patterns = Hashtbl.create 1024 and all_counted = ref true in
  let by_tree = List.filter (fun c -> c.proof = Certificate.Tree) claims in
  (* `tree full` says nothing about hyperplanes: bounds need a continuous network and closed bounds. *)
  let bound_is_judged strict = mode = Tree.All || (s.layered && not strict) in
  let bounded = List.filter_map (fun c -> match kind c.text with
      | Bound b when c.holds -> Some (bounds s b.above b.strict b.bound b.output) | _ -> None) by_tree in
  let compared = List.exists (fun c -> kind c.text = Equal && c.holds) by_tree in
  let on_leaf (item : Tree.item) (result : Tree.result) =
    let leaf = result.leaf in
    if result.has_point && List.for_all Kernel.decided leaf.Kernel.decisions then
      Hashtbl.replace patterns (pattern_key leaf.Kernel.decisions) ()
    else all_counted := false;
    let form i = List.nth leaf.Kernel.outcome i in
    if compared && not (List.for_all (fun (i, j) -> Kernel.same_form (form i) (form j)) s.pairs) then
      reject r "the outputs differ";
    begin
      let left = ref result.groups in
      List.iter (fun b ->
          let finite = List.nth leaf.Kernel.outcome b.Kernel.target <> None in
          let pfs = if not finite then [] else match !left with
            | g :: rest -> left := rest; [ Tree.multipliers r item ~goal:true g ]
            | [] -> reject r "a proof of a bound is missing" in
          if not (Kernel.bounds_proved leaf.Kernel.cell leaf.Kernel.outcome [ b ] pfs) then
            reject r "a bound is not proved") (List.concat bounded);
      if !left <> [] then reject r "more proofs than claims"
    end
  in
  let start = Kernel.start s.program (List.rev s.rows) in
  Tree.run r mode ~dimension:d start on_leaf;
  let holey = ref false in
  List.iter (fun c -> match kind c.text with
      | Cells n when !all_counted ->
          let found = Z.of_int (Hashtbl.length patterns) in
          if Z.equal found n <> c.holds then reject r "%s: the number found is %s" c.text (Z.to_string found)
      | Equal when c.holds && (mode = Tree.All || s.layered) -> ()
      | Bound b when c.holds && bound_is_judged b.strict -> ()
      | _ -> holey := true) by_tree;
  !holey

let rec skip_to_end r = if next r <> "end" then skip_to_end r
let nothing_after r = match next r with
  | exception Rejected (_, "the file ends early") -> () | _ -> reject r "text after the end"

let find_network certificate given (digest, name) =
  let beside = Filename.concat (Filename.dirname certificate) (Filename.basename name) in
  let texts = List.map read_file (if given <> [] then given else [ beside ]) in
  match List.find_opt (fun text -> Sha256.hex text = digest) texts with
  | Some text -> text
  | None -> unusable "no network file has the digest %s" digest

let check path given =
  let channel = try open_in_bin path with Sys_error why -> unusable "%s" why in
  let r = { channel; number = 0; ahead = None } in
  let statement = read_statement r in
  let texts = List.map (find_network path given) statement.networks in
  if statement.normalized then raise (Holey "a network in the native format is judged");
  let s = match List.map (subject statement) texts with
    | [ s ] -> s
    | [ a; b ] when List.for_all (fun c -> kind c.text = Equal) statement.claims -> product a b
    | _ -> raise (Holey "claims about several networks") in
  read_proofs r s.program.Kernel.dimension statement.claims;
  let holey = ref false in
  List.iter (fun c ->
      let k = kind c.text in
      match c.proof with
      | _ when k = Equal && s.pairs = [] -> reject r "equal needs two networks"
      | Tree -> ()
      | Theorem when k <> Unknown && c.holds && by_theorem s k -> ()
      | Points [ p ] when not c.holds ->
          (match refuted r s k p with
           | Some true -> () | Some false -> reject r "%s is not violated at the point" c.text | None -> holey := true)
      | _ -> holey := true) statement.claims;
  if List.exists (fun c -> c.proof = Tree) statement.claims then begin
    if check_tree r s statement.claims then holey := true;
    if !holey then skip_to_end r
    else (match next r with "end" -> () | _ -> reject r "expected end")
  end
  else if next r <> "end" then reject r "expected end";
  nothing_after r;
  if !holey then raise (Holey "a claim is beyond the kernel")

let () =
  match Array.to_list Sys.argv with
  | _ :: path :: given when path <> "" && path.[0] <> '-' ->
      (match check path given with
       | () -> print_endline "s VERIFIED"
       | exception Rejected (line, why) -> Printf.printf "s REJECTED line %d: %s\n" line why; exit 1
       | exception (Holey why | Tree.Beyond why | Network_file.Unsupported why) ->
           Printf.eprintf "%s\n" why; print_endline "s HOLEY"; exit 3
       | exception Network_file.Unusable why -> unusable "%s" why
       | exception (Stack_overflow | Out_of_memory | Not_found | Failure _ | Invalid_argument _ as e) ->
           unusable "%s" (Printexc.to_string e))
  | _ -> unusable "usage: check-certificate-verified CERT [NETWORK...]"
