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
  lipschitz : bool;                   (* every output is, by theorem *)
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
  let is_positive = match body with N.Spiking net -> Kernel.positive_check net | N.Layered _ -> false in
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
  { network; program; outputs; layered; lipschitz = layered || is_positive; plain_inputs = encoder = None; rows = List.map constraint_of domain.N.rows; pairs = [] }

(* Both networks on the same coordinates. *)
let product a b =
  if a.rows <> b.rows || a.program.Kernel.dimension <> b.program.Kernel.dimension then
    raise (Network_file.Unusable "the two networks have different domains");
  if List.length a.outputs <> List.length b.outputs then
    raise (Network_file.Unusable "the two networks have different numbers of outputs");
  let behind = List.length a.program.Kernel.gates in
  { a with program = Kernel.product a.program b.program; layered = a.layered && b.layered; lipschitz = a.lipschitz && b.lipschitz;
           pairs = List.map2 (fun i j -> (i, j + behind)) a.outputs b.outputs }

(* ---- claims ---- *)
type kind =
  | Piecewise_linear | Continuous | Fires | Monotone | Concave | Convex | Equal | Cells of Z.t | Lipschitz of Q.t
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
  | "monotone" -> Monotone | "concave" -> Concave | "convex" -> Convex | "equal" -> Equal
  | _ when starts "lipschitz<=" text ->
      (match Network_file.rational (after 11 text) with
       | q -> Lipschitz q | exception Network_file.Unusable _ -> Unknown)
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

(* ---- points ---- *)
let coordinates p = List.map (fun n -> Q.make n (List.hd p)) (List.tl p)

(* Exact values of registers at a point of the domain. *)
let values r s registers p =
  if not (List.for_all (fun (c : Kernel.constraint0) -> Z.sign (Kernel.integer_apply c.Kernel.vector p) >= 0) s.rows)
  then reject r "a point is not in the domain";
  let all = Array.of_list (Point.values s.program (List.map Network_file.kernel_rational (coordinates p))) in
  List.map (fun o -> all.(o)) registers

(* The values of m on the way from x to y bend the wrong way. *)
let bends up x m y (vx, vm, vy) =
  let share = List.fold_left2 (fun share (a, c) b -> if Q.equal a b then share else Q.div (Q.sub c a) (Q.sub b a)) Q.zero
      (List.combine x m) y in
  let between a b = Q.add a (Q.mul share (Q.sub b a)) in
  Q.sign share >= 0 && Q.leq share Q.one && List.for_all2 Q.equal m (List.map2 between x y)
  && List.exists (fun (a, (c, b)) -> if up then Q.lt (between a b) c else Q.lt c (between a b)) (List.combine vx (List.combine vm vy))

let refuted r s k points =
  let at p = values r s s.outputs p and finite = List.for_all Option.is_some in
  match k, points with
  | Bound { above; strict; bound; output }, [ p ] ->
      let vs = at p in
      let chosen = match output with
        | None -> vs | Some i when i >= 1 && i <= List.length vs -> [ List.nth vs (i - 1) ] | Some _ -> [] in
      Some (List.exists (function
          | None -> not above
          | Some v ->
              let c = Q.compare v bound in
              if above then (if strict then c <= 0 else c < 0) else if strict then c >= 0 else c > 0) chosen)
  | Equal, [ p ] -> Some (not (List.for_all2 (Option.equal Q.equal) (values r s (List.map fst s.pairs) p) (values r s (List.map snd s.pairs) p)))
  | Fires, [ p ] -> Some (not (finite (at p)))
  | Monotone, [ p; q ] ->
      Some (List.for_all2 Q.leq (coordinates p) (coordinates q)
            && List.exists2 (fun a b -> match a, b with _, None -> false | None, Some _ -> true | Some a, Some b -> Q.gt a b) (at p) (at q))
  | Lipschitz bound, [ p; q ] when finite (at p) && finite (at q) ->
      let distance = List.fold_left2 (fun d a b -> Q.max d (Q.abs (Q.sub a b))) Q.zero (coordinates p) (coordinates q) in
      Some (List.exists2 (fun a b -> Q.gt (Q.abs (Q.sub (Option.get a) (Option.get b))) (Q.mul bound distance)) (at p) (at q))
  | Lipschitz _, ps -> Some (not (List.for_all (fun p -> finite (at p)) ps))
  | (Concave | Convex), [ x; m; y ] when finite (at x) && finite (at m) && finite (at y) ->
      let get p = List.map Option.get (at p) in
      Some (bends (k = Convex) (coordinates x) (coordinates m) (coordinates y) (get x, get m, get y))
  | (Concave | Convex), ps -> Some (not (List.for_all (fun p -> finite (at p)) ps))
  | _ -> None

(* ---- the tree ---- *)
let pattern_key (ds : Kernel.decision list) =
  String.concat "" (List.map (function
      | Kernel.Off -> "0" | Kernel.On -> "1" | Kernel.Never -> "n"
      | Kernel.Fires m -> "f" ^ String.concat "" (List.map (fun b -> if b then "1" else "0") m) ^ ".") ds)

exception Holey of string

let all_same a b = List.for_all2 Kernel.same_form a b

(* `pairs concave`: on every leaf, its forms are at most those of every other map. *)
let check_concave r leaves =
  if next r <> "pairs concave" then reject r "expected the pairs of the claim concave";
  let maps = List.rev (List.fold_left (fun maps (_, _, forms) ->
      if List.exists (all_same forms) maps then maps else forms :: maps) [] leaves) in
  List.iter (fun (height, cell, forms) ->
      if List.mem None forms then reject r "an output never fires";
      let others = List.filter (fun m -> not (all_same m forms)) maps in
      let proofs = List.map (fun map ->
          let groups = match fields r (next r) with
            | "v" :: fs -> Certificate.groups fs | _ -> reject r "expected proofs" in
          let left = ref groups in
          let of_output = List.map2 (fun f g ->
              if Kernel.same_form f g then None else match !left with
                | p :: rest -> left := rest; Some (Tree.multipliers_at r height ~goal:true p)
                | [] -> reject r "a proof is missing") forms map in
          if !left <> [] then reject r "more proofs than outputs";
          of_output) others in
      List.iteri (fun j form ->
          let pieces = List.map (fun m -> Option.get (List.nth m j)) maps in
          let pfs = List.filter_map (fun ps -> List.nth ps j) proofs in
          if not (Kernel.below_pieces cell (Option.get form) pieces pfs) then reject r "the output is not the least of its pieces") forms)
    leaves

let check_tree path r s claims =
  let full = match next r with
    | "tree full" -> true | "tree all" -> false | _ -> reject r "expected a tree" in
  let d = s.program.Kernel.dimension in
  let wants k = List.exists (fun c -> c.proof = Certificate.Tree && c.holds && kind c.text = k) claims in
  let monotone = wants Monotone and concave = wants Concave and kept = ref [] in
  let steepest = List.filter_map (fun c -> match kind c.text with
      | Lipschitz q when c.proof = Certificate.Tree && c.holds -> Some q | _ -> None) claims in
  let leaves = ref 0 and patterns = Hashtbl.create 1024 and all_counted = ref true and all_fire = ref true in
  let by_tree = List.filter (fun c -> c.proof = Certificate.Tree) claims in
  (* `tree full` says nothing about hyperplanes: bounds need a continuous network and closed bounds. *)
  let bound_is_judged strict = not full || (s.lipschitz && not strict) in
  let bounded = List.concat (List.filter_map (fun c -> match kind c.text with
      | Bound b when c.holds -> Some (bounds s b.above b.strict b.bound b.output) | _ -> None) by_tree) in
  let compared = List.exists (fun c -> kind c.text = Equal && c.holds) by_tree in
  let on_leaf (item : Tree.item) (result : Tree.result) =
    let leaf = result.leaf in
    incr leaves;
    if result.has_point then Hashtbl.replace patterns (pattern_key leaf.Kernel.decisions) () else all_counted := false;
    let form i = List.nth leaf.Kernel.outcome i in
    if List.exists (fun i -> form i = None) s.outputs then all_fire := false;
    if compared && not (List.for_all (fun (i, j) -> Kernel.same_form (form i) (form j)) s.pairs) then
      reject r "the outputs differ";
    if result.has_point then List.iter (fun o -> match form o with
        | None -> if monotone || steepest <> [] then raise (Holey "an output never fires")
        | Some f ->
            if monotone && not (Kernel.rising_form f) then reject r "an output decreases";
            List.iter (fun (q : Q.t) -> if not (Kernel.size_at_most q.Q.num q.Q.den f) then reject r "a gradient is too large") steepest)
        s.outputs;
    if concave then kept := (item.Tree.height, leaf.Kernel.cell, List.map form s.outputs) :: !kept;
    let left = ref result.groups in
    List.iter (fun b ->
        let pfs = if form b.Kernel.target = None then [] else match !left with
          | g :: rest -> left := rest; [ Tree.multipliers r item ~goal:true g ]
          | [] -> reject r "a proof of a bound is missing" in
        if not (Kernel.bounds_proved leaf.Kernel.cell leaf.Kernel.outcome [ b ] pfs) then
          reject r "a bound is not proved") bounded;
    if !left <> [] then reject r "more proofs than claims"
  in
  let start = Kernel.start s.program (List.rev s.rows) in
  Tree.run r (lazy (Lookahead.scan path)) full ~dimension:d start on_leaf;
  (* Without a leaf, a full tree leaves out all of a flat domain. *)
  if full && !leaves = 0 then reject r "a full tree without a leaf";
  (* The sections after the tree come in this order; what is beyond the kernel is not read. *)
  let read_concave = concave && s.lipschitz && !all_counted && List.for_all (fun c -> match kind c.text with
      | Unknown | Continuous -> false | _ -> true) by_tree in
  if read_concave then check_concave r (List.rev !kept);
  let holey = ref false in
  List.iter (fun c -> match kind c.text with
      | (Monotone | Lipschitz _) when c.holds && s.lipschitz && !all_counted -> ()
      | Concave when c.holds && read_concave -> ()
      | Cells n when !all_counted ->
          let found = Z.of_int (Hashtbl.length patterns) in
          if Z.equal found n <> c.holds then reject r "%s: the number found is %s" c.text (Z.to_string found)
      | Equal when c.holds && (not full || s.lipschitz) -> ()
      | Fires when c.holds && not full ->
          if not !all_fire then reject r "an output never fires"
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
      | Points ps when not c.holds ->
          (match refuted r s k ps with
           | Some true -> () | Some false -> reject r "%s is not violated at the points" c.text | None -> holey := true
           | exception Point.Refused -> holey := true)
      | _ -> holey := true) statement.claims;
  if List.exists (fun c -> c.proof = Tree) statement.claims then begin
    if check_tree path r s statement.claims then holey := true;
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
