(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The verdict of the verified kernel on a certificate file. *)
open Certificate

exception Unusable of string
let unusable fmt = Printf.ksprintf (fun s -> raise (Unusable s)) fmt

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
  let dominated = match body with N.Spiking net -> Kernel.dominated_check net | N.Layered _ -> false in
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
  { network; program; outputs; layered; lipschitz = layered || dominated; rows = List.map constraint_of domain.N.rows; pairs = [] }

(* Both networks on the same coordinates. *)
let product a b =
  if a.rows <> b.rows || a.program.Kernel.dimension <> b.program.Kernel.dimension then
    raise (Network_file.Unusable "the two networks have different domains");
  if List.length a.outputs <> List.length b.outputs then
    raise (Network_file.Unusable "the two networks have different numbers of outputs");
  let behind = List.length a.program.Kernel.gates in
  { a with program = Kernel.product a.program b.program; layered = a.layered && b.layered; lipschitz = a.lipschitz && b.lipschitz;
           pairs = List.map2 (fun i j -> (i, j + behind)) a.outputs b.outputs }

let has_spikes s = List.exists (function Kernel.Spike _ -> true | _ -> false) s.program.Kernel.gates

(* ---- claims ---- *)
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

(* Outputs a bound speaks of, as the kernel's bounds: slope * output + offset >= 0 or > 0. *)
let bounds s above strict bound output =
  let chosen = match output with
    | None -> s.outputs
    | Some k -> if k >= 1 && k <= List.length s.outputs then [ List.nth s.outputs (k - 1) ] else [] in
  let sign = if above then Q.one else Q.minus_one in
  List.map (fun target ->
      { Kernel.target; strictly = strict; slope = Network_file.kernel_rational sign;
        offset = Network_file.kernel_rational (Q.neg (Q.mul sign bound)) }) chosen

let by_theorem s k =
  let all_outputs has = match Kernel.shapes s.program with
    | Some shapes -> List.for_all (fun o -> has (List.nth shapes o)) s.outputs
    | None -> false in
  match k with
  | Piecewise_linear -> true
  | Continuous | Fires -> s.lipschitz
  | Monotone -> all_outputs (fun h -> h.Kernel.rises)
  | Concave -> all_outputs (fun h -> h.Kernel.is_concave)
  | Convex -> all_outputs (fun h -> h.Kernel.is_convex)
  | _ -> false

(* ---- points ---- *)
let coordinates p = List.map (fun n -> Q.make n (List.hd p)) (List.tl p)

let in_domain r s p =
  if not (List.for_all (fun (c : Kernel.constraint0) -> Z.sign (Kernel.integer_apply c.Kernel.vector p) >= 0) s.rows)
  then reject r "a point is not in the domain"

(* Exact values of registers at a point of the domain. *)
let values r s registers p =
  in_domain r s p;
  let all = Array.of_list (Segment.values s.program (coordinates p)) in
  List.map (fun o -> all.(o)) registers

(* Some output's limit at the first point, towards the second, is not its value. *)
let jumps r s = function
  | [ p; q ] ->
      in_domain r s p; in_domain r s q;
      let forms from to_ = Array.of_list (Segment.forms s.program (coordinates from) (coordinates to_)) in
      let value = forms p p and limit = forms p q in
      List.exists (fun o -> Kernel.jumps value.(o) limit.(o)) s.outputs
  | _ -> reject r "a jump needs two points"

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
exception Holey of string

let bound_goal (b : Kernel.bound) form () =
  Tree.sign_goal b.strictly (Kernel.add_scaled b.slope (Option.get form) (Kernel.constant_form b.offset))

(* The claims by tree; whether some of them are not judged. *)
let check_tree path r s claims =
  let full = match next r with
    | "tree full" -> true | "tree all" -> false | _ -> reject r "expected a tree" in
  let d = s.program.Kernel.dimension in
  let by_tree = List.filter (fun c -> c.proof = Certificate.Tree) claims in
  let kinds = List.map (fun c -> kind c.text) by_tree in
  let wants k = List.exists (fun c -> c.holds && kind c.text = k) by_tree in
  let counts_of part = List.exists (function Count (p, _) -> p = part | _ -> false) kinds in
  let monotone = wants Monotone and keeps = List.exists wants [ Concave; Convex; Continuous ] in
  let with_components = List.exists counts_of [ Linear_regions; Cell_components; Never_regions ] in
  let steepest = List.filter_map (fun c -> match kind c.text with Lipschitz q when c.holds -> Some q | _ -> None) by_tree in
  (* Proofs on the leaves that are not judged. *)
  let more_on_leaves = List.exists (fun c -> c.proof = Certificate.Directions) claims || List.mem Unknown kinds in
  let leaves = ref 0 and all_counted = ref true and all_fire = ref true and kept = ref [] in
  let cells = Hashtbl.create 1024 and causal = Hashtbl.create 64 and maps = Hashtbl.create 64 in
  (* `tree full` says nothing about hyperplanes: claims on all points need a network continuous by theorem. *)
  let everywhere = not full || s.lipschitz in
  let bounded = List.concat (List.filter_map (fun c -> match kind c.text with
      | Bound b when c.holds -> Some (bounds s b.above b.strict b.bound b.output) | _ -> None) by_tree) in
  let compared = wants Equal in
  let on_leaf (item : Tree.item) (result : Tree.result) =
    let leaf = result.leaf in
    let form i = List.nth leaf.Kernel.outcome i in
    let forms = List.map form s.outputs in
    incr leaves;
    if result.has_point then begin
      let key = Sections.pattern_key leaf.Kernel.decisions in
      if not (Hashtbl.mem cells key) then begin
        Hashtbl.replace cells key ();
        if counts_of Causal_pieces then
          Hashtbl.replace causal (Sections.causal_key (Kernel.causal_pattern s.program s.outputs leaf.Kernel.decisions)) ()
      end;
      if counts_of Distinct_maps then Option.iter (fun k -> Hashtbl.replace maps k ()) (Sections.map_key forms)
    end
    else all_counted := false;
    if List.mem None forms then all_fire := false;
    if compared && not (List.for_all (fun (i, j) -> Kernel.same_form (form i) (form j)) s.pairs) then
      reject r "the outputs differ";
    if result.has_point then List.iter (function
        | None -> if monotone || steepest <> [] then raise (Holey "an output never fires")
        | Some f ->
            if monotone && not (Kernel.rising_form f) then reject r "an output decreases";
            List.iter (fun (q : Q.t) -> if not (Kernel.size_at_most q.Q.num q.Q.den f) then reject r "a gradient is too large") steepest)
        forms;
    if keeps || with_components then kept := { Sections.height = item.Tree.height; leaf; forms } :: !kept;
    let left = ref result.groups in
    List.iter (fun (b : Kernel.bound) ->
        let pfs = if form b.Kernel.target = None then [] else match !left with
          | g :: rest -> left := rest; [ Tree.proof r item (bound_goal b (form b.Kernel.target)) g ]
          | [] -> reject r "a proof of a bound is missing" in
        (* Strict bounds in a full tree are proved on closed cells. *)
        let rows = leaf.Kernel.cell in
        let rows = if full && b.Kernel.strictly then List.map Kernel.blunt rows else rows in
        if not (Kernel.bounds_proved rows leaf.Kernel.outcome [ b ] pfs) then
          reject r "a bound is not proved") bounded;
    if !left <> [] && not more_on_leaves then reject r "more proofs than claims"
  in
  let start = Kernel.start s.program (List.rev s.rows) in
  let ahead = lazy (Lookahead.scan path) in
  Fun.protect ~finally:(fun () -> if Lazy.is_val ahead then Lookahead.close (Lazy.force ahead))
    (fun () -> Tree.run r ahead full ~dimension:d start on_leaf);
  (* Without a leaf, a full tree leaves out all of a flat domain. *)
  if full && !leaves = 0 then reject r "a full tree without a leaf";
  (* The sections after the tree, in their order; what is beyond the kernel is not read, nor what comes after it. *)
  let kept = List.rev !kept in
  let readable = ref (not (List.mem Unknown kinds)) in
  let read premises section = readable := !readable && premises; if !readable then Some (section ()) else None in
  let section part name key =
    if not (counts_of part) then None
    else read !all_counted (fun () -> Sections.components r d name (Array.of_list kept) key) in
  let regions = section Linear_regions "map" (fun k -> Sections.map_key k.Sections.forms) in
  let components = section Cell_components "cell" (fun k -> Some (Sections.pattern_key k.Sections.leaf.Kernel.decisions)) in
  let silent = section Never_regions "never" (fun k -> if List.mem None k.Sections.forms then Some "" else None) in
  let seams = if not (List.mem Continuous kinds) then None
    else read (wants Continuous && not full) (fun () -> Sections.continuous r s.outputs (Array.of_list kept)) in
  let continuous = s.lipschitz || (seams <> None && !all_fire) in
  let pairs k convex = if not (List.mem k kinds) then None
    else read (wants k && continuous && !all_counted) (fun () -> Sections.curvature r convex kept) in
  let concave = pairs Concave false in
  let convex = pairs Convex true in
  let found = function
    | Cells -> Some (Hashtbl.length cells) | Causal_pieces -> Some (Hashtbl.length causal)
    | Distinct_maps -> Some (Hashtbl.length maps) | Linear_regions -> regions
    | Cell_components -> components | Never_regions -> silent in
  let holey = ref false in
  List.iter (fun c -> match kind c.text with
      | (Monotone | Lipschitz _) when c.holds && continuous && !all_counted -> ()
      | Concave when c.holds && concave <> None -> ()
      | Convex when c.holds && convex <> None -> ()
      | Continuous when c.holds && seams <> None -> ()
      | Count (part, n) when !all_counted && found part <> None ->
          let number = Z.of_int (Option.get (found part)) in
          if Z.equal number n <> c.holds then reject r "%s: the number found is %s" c.text (Z.to_string number)
      | Equal when c.holds && everywhere -> ()
      | Fires when c.holds && not full -> if not !all_fire then reject r "an output never fires"
      | Bound b when c.holds && everywhere && (not (full && b.strict) || !all_counted) -> ()
      | _ -> holey := true) by_tree;
  !holey

let rec skip_to_end r = if next r <> "end" then skip_to_end r
(* Every line ends in LF, and nothing follows the last one. *)
let nothing_after r =
  let length = in_channel_length r.channel in
  if pos_in r.channel <> length then reject r "text after the end";
  seek_in r.channel (length - 1);
  if input_char r.channel <> '\n' then reject r "the last line has no end"

let find_network certificate given (digest, name) =
  let beside = Filename.concat (Filename.dirname certificate) (Filename.basename name) in
  let texts = List.map read_file (if given <> [] then given else [ beside ]) in
  match List.find_opt (fun text -> Sha256.hex text = digest) texts with
  | Some text -> text
  | None -> unusable "no network file has the digest %s" digest

let check path given =
  let channel = try open_in_bin path with Sys_error why -> unusable "%s" why in
  Fun.protect ~finally:(fun () -> close_in channel) @@ fun () ->
  let r = { channel; number = 0; ahead = None } in
  let statement = read_statement r in
  let texts = List.map (find_network path given) statement.networks in
  if statement.normalized then raise (Holey "a network in the native format is judged");
  let subjects = List.map (subject statement) texts in
  let s = match subjects with
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
           | exception Segment.Refused -> holey := true)
      | Jump ps when k = Continuous && not c.holds ->
          (match jumps r s ps with
           | true -> () | false -> reject r "there is no jump at the point"
           | exception Segment.Refused -> holey := true)
      | Composition (scale, roles) when k = Equal && c.holds ->
          (* A network without spikes comes first: its ranges are the better ones. *)
          let s = match subjects with [ a; b ] when has_spikes a && not (has_spikes b) -> product b a | _ -> s in
          if not (Composition.proves s.program s.rows s.pairs scale roles) then holey := true
      | _ -> holey := true) statement.claims;
  if List.exists (fun c -> List.mem c.proof [ Tree; Directions; Pairs ]) statement.claims then begin
    if check_tree path r s statement.claims then holey := true;
    if !holey then skip_to_end r
    else (match next r with "end" -> () | _ -> reject r "expected end")
  end
  else if next r <> "end" then reject r "expected end";
  nothing_after r;
  if !holey then raise (Holey "a claim is beyond the kernel")

type verdict = Verified | Refused of int * string | With_holes of string | Cannot_use of string

let verdict path given =
  match check path given with
  | () -> Verified
  | exception Rejected (line, why) -> Refused (line, why)
  | exception (Holey why | Tree.Beyond why | Network_file.Unsupported why) -> With_holes why
  | exception (Unusable why | Network_file.Unusable why) -> Cannot_use why
  | exception (Stack_overflow | Out_of_memory | Not_found | Failure _ | Invalid_argument _ as e) -> Cannot_use (Printexc.to_string e)

let code = function Verified -> 0 | Refused _ -> 1 | Cannot_use _ -> 2 | With_holes _ -> 3
