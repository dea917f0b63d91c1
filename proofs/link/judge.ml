(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The verdict of the verified kernel on a certificate file. *)
open Certificate
open Subject
open Claim
open Witness

exception Unusable of string
let unusable fmt = Printf.ksprintf (fun s -> raise (Unusable s)) fmt

let read_file path =
  try
    let channel = open_in_bin path in
    let text = really_input_string channel (in_channel_length channel) in
    close_in channel; text
  with Sys_error why | Invalid_argument why -> unusable "%s" why

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
