(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Tree lines into the kernel's tokens. Nothing here is trusted but the count of different
   patterns: a wrong token is refused by the verified kernel. *)
module Big = Z
open Kernel

exception Beyond of string  (* a line that the kernel has no tokens for *)

(* An open branch. The rows with ids 1, 2, .. are the kernel's, oldest first. *)
type item = { branch : branch; height : int; simplex : Simplex.t option }
type entry = Node of item | Listed of item  (* behind its line m *) | Dot

type result = { leaf : evidence leaf; groups : string list list; has_point : bool }

let multiplier r field =
  match String.index_opt field ':' with
  | None -> Certificate.reject r "not a multiplier: %s" field
  | Some i ->
      let id = Certificate.natural r (String.sub field 0 i) in
      let factor = Certificate.integer r (String.sub field (i + 1) (String.length field - i - 1)) in
      if Big.sign factor <= 0 then Certificate.reject r "a multiplier is not positive";
      (id, factor)

(* Ids with their multipliers, as they stand in the line. *)
let listed r height ~goal fs =
  let rec read last = function
    | [] -> []
    | f :: rest ->
        let id, l = multiplier r f in
        if id <= last then Certificate.reject r "the ids do not increase";
        if id = 0 && not goal then Certificate.reject r "there is no row 0 here";
        if id > height then Certificate.reject r "there is no row %d" id;
        (id, l) :: read id rest
  in
  read (-1) fs

(* Ids to positions in the kernel's list of rows, newest first; with a goal, its negation is 0. *)
let positions height ~goal ids =
  let shift = if goal then 1 else 0 in
  let rec gaps before = function [] -> [] | (p, l) :: rest -> (p - before - 1, l) :: gaps p rest in
  let newest_first rows = List.rev_map (fun (id, l) -> (height - id + shift, l)) rows in
  match ids with
  | [] -> if goal then [ (0, Big.one) ] else []
  | (0, l) :: rows -> gaps (-1) ((0, l) :: newest_first rows)
  | rows -> gaps (-1) (newest_first rows)

let multipliers_at r height ~goal fs = positions height ~goal (listed r height ~goal fs)

(* A goal: whether it is strict, and its vector. *)
let at_corners r item ?(height = item.height) (strict, goal) =
  match item.simplex with
  | None -> Certificate.reject r "no corners are known"
  | Some simplex ->
      (match Simplex.proof simplex ~strict goal with
       | Some ids -> positions height ~goal:true ids
       | None -> Certificate.reject r "a corner does not prove that")

(* The proof of a goal, which is computed only where the corners prove it. *)
let proof r item ?(height = item.height) goal = function
  | [ "@" ] -> at_corners r item ~height (goal ())
  | fs -> multipliers_at r height ~goal:true fs

let opposite = List.map Big.neg
let sign_goal strict f = (strict, primitive f.numerators)

let is_constant_form f = match f.numerators with [] -> true | _ :: rest -> List.for_all (fun a -> Big.sign a = 0) rest

(* Branch steps whose pre-activation is constant have no line. *)
let rec pass_constants r step item =
  match item.branch.ahead with
  | Relu c :: _ ->
      (match combination_form c item.branch.regs with
       | Some f when is_constant_form f ->
           let on = match f.numerators with a :: _ -> Big.sign a > 0 | [] -> false in
           (match step (Known (on, [ (0, Big.one) ])) item.branch with
            | Some ([ b ], _) -> pass_constants r step { item with branch = b }
            | _ -> Certificate.reject r "a constant step")
       | _ -> item)
  | _ -> item

(* ---- spiking neurons: the lines r, m and n ---- *)
type spike = { threshold : q; heard_from : spikes; times : form array; live : int list; signs : int array; size : int }

let spike_of r item = match item.branch.ahead with
  | Spike nu :: _ ->
      let sp = arrivals nu item.branch.regs in
      let signs = Array.of_list (List.map (fun (w, _) -> Big.to_int (sign w)) sp) in
      let size = Array.length signs in
      { threshold = nu.threshold; heard_from = sp; times = Array.of_list (List.map snd sp); signs; size;
        live = List.filter (fun u -> signs.(u) <> 0) (List.init size Fun.id) }
  | _ -> Certificate.reject r "no spike step is under way"

let of_sign s sg = List.filter (fun u -> s.signs.(u) = sg) s.live

(* Bits for the given synapses as a mask of all. *)
let mask r s places = function
  | [] when places = [] -> Array.make s.size false
  | [ bits ] when bits <> "" && String.length bits = List.length places && String.for_all (fun c -> c = '0' || c = '1') bits ->
      let m = Array.make s.size false in
      List.iteri (fun i u -> m.(u) <- bits.[i] = '1') places;
      m
  | _ -> Certificate.reject r "expected a bit for each live event"

let take r = function g :: rest -> (g, rest) | [] -> Certificate.reject r "a proof is missing"
let rec take_many r n groups =
  if n = 0 then ([], groups)
  else let g, rest = take r groups in let gs, rest = take_many r (n - 1) rest in (g :: gs, rest)

(* One block past, for the event at the time [at]. *)
let past_block r item s at kept groups =
  let head, groups = take r groups in
  let text = match head with
    | [ t ] when String.length t = List.length s.live -> t
    | _ -> Certificate.reject r "expected a character for each live event" in
  let marks = Array.make s.size (Some false) and order = ref [] and still_open = ref 0 in
  let corners = String.contains text '@' in
  let side u before = if before then subtract at s.times.(u) else subtract s.times.(u) at in
  let settle u before = order := (u, before) :: !order; if before then marks.(u) <- Some true in
  let leave_open u = incr still_open; marks.(u) <- None in
  List.iteri (fun i u ->
      match text.[i] with
      | '@' when s.signs.(u) > 0 ->
          (match item.simplex with
           | None -> Certificate.reject r "no corners are known"
           | Some simplex ->
               let signs = Simplex.signs simplex (side u true).numerators in
               if List.for_all (fun g -> g >= 0) signs then settle u true
               else if List.for_all (fun g -> g <= 0) signs then settle u false
               else leave_open u)
      | '<' when s.signs.(u) > 0 && not corners -> settle u true
      | '>' when s.signs.(u) > 0 && not corners -> settle u false
      | '?' when s.signs.(u) > 0 && not corners -> leave_open u
      | 'i' when s.signs.(u) < 0 && kept.(u) -> marks.(u) <- Some true
      | '.' when s.signs.(u) < 0 -> ()
      | _ -> Certificate.reject r "a character that means nothing here") s.live;
  if !still_open >= 20 then raise (Beyond "many events considered both ways");
  let order = List.rev !order and below_marks = Array.to_list marks in
  let order_goal (u, before) = sign_goal false (side u before) in
  let bound_goal m =
    sign_goal true (subtract (constant_form s.threshold) (affine_potential m s.heard_from at)) in
  if corners then
    ({ below_marks; below_order = List.map (fun o -> at_corners r item (order_goal o)) order;
       below_bounds = List.map (fun m -> at_corners r item (bound_goal m)) (expansions below_marks) }, groups)
  else
    let orders, groups = take_many r (List.length order) groups in
    let bounds, groups = take_many r (1 lsl !still_open) groups in
    let order_proof o = proof r item (fun () -> order_goal o) and bound_proof m = proof r item (fun () -> bound_goal m) in
    let below_order = List.map2 order_proof order orders in
    ({ below_marks; below_order;
       below_bounds = if List.mem [ "@" ] bounds then List.map2 bound_proof (expansions below_marks) bounds
         else List.map (multipliers_at r item.height ~goal:true) bounds }, groups)

let past r item s groups =
  let bits, groups = take r groups in
  let negative = of_sign s (-1) in
  let kept = mask r s negative bits in
  let rec blocks groups = function
    | [] -> ([], groups)
    | k :: rest ->
        if kept.(k) then
          let b, groups = past_block r item s s.times.(k) kept groups in
          let bs, groups = blocks groups rest in
          (b :: bs, groups)
        else blocks groups rest in
  let pasts, groups = blocks groups negative in
  (kept, pasts, groups)

let late_blocks r item s kept groups =
  let positive = of_sign s 1 in
  let rec blocks groups = function
    | [] -> ([], groups)
    | k :: rest when kept.(k) -> blocks groups rest
    | k :: rest ->
        let bits, groups = take r groups in
        let evidence, groups = take r groups in
        let chosen = mask r s positive bits in
        let m = List.init s.size (fun u -> chosen.(u) || kept.(u)) in
        let goal () = sign_goal false (subtract (affine_potential m s.heard_from s.times.(k)) (constant_form s.threshold)) in
        let ls, groups = blocks groups rest in
        ((m, proof r item goal evidence) :: ls, groups) in
  blocks groups (of_sign s (-1))

let rational q = Q.make q.qnum q.qden
let same_row (a : Big.t list) b = List.compare Big.compare a b = 0

(* The side's form as a multiple of its row. *)
let share time arrival joined row =
  let f = if joined then subtract time arrival else subtract arrival time in
  let rec first ns rs = match ns, rs with
    | n :: ns, k :: rs -> if Big.sign k <> 0 then Q.make n (Big.mul k f.denominator) else first ns rs
    | _ -> Q.zero in
  match f.numerators, row with _ :: ns, _ :: rs -> first ns rs | _ -> Q.zero

(* The region just beyond the sides that are on one row, given with their synapses. *)
let across r s kept bits time on_side =
  let beyond = Array.copy bits in
  (match on_side with
   | [ (u, _) ] -> beyond.(u) <- not bits.(u)
   | _ ->
       let weights = Array.of_list (List.map (fun (w, _) -> rational w) s.heard_from) in
       let arrival = Array.of_list (List.map snd s.heard_from) in
       let shares = List.map (fun (u, side) -> (u, share time arrival.(u) bits.(u) side.row)) on_side in
       let slope = ref Q.zero and constant = ref Q.zero in
       List.iter (fun u -> if (kept.(u) || bits.(u)) && not (List.mem_assoc u shares) then slope := Q.add !slope weights.(u)) s.live;
       List.iter (fun (u, c) -> if bits.(u) then begin
           constant := Q.add !constant (Q.mul weights.(u) c); beyond.(u) <- false end) shares;
       let joining = List.sort (fun (_, a) (_, b) -> Q.compare b a) (List.filter (fun (u, _) -> not bits.(u)) shares) in
       (try List.iter (fun (u, c) ->
            if Q.sign !slope > 0 && Q.leq (Q.neg (Q.div !constant !slope)) (Q.neg c) then raise Exit;
            slope := Q.add !slope weights.(u);
            constant := Q.add !constant (Q.mul weights.(u) c);
            beyond.(u) <- true) joining
        with Exit -> ()));
  Array.to_list (Array.mapi (fun u b -> b || kept.(u)) beyond)

(* One line m: the mask, and how every side is left. *)
let listed_region r item s kept heard fs =
  let groups = Certificate.groups fs in
  let positive = of_sign s 1 in
  let head, blocks = take r groups in
  let bits = mask r s positive head in
  let m = List.init s.size (fun u -> bits.(u) || kept.(u)) in
  match candidate_form s.threshold m heard with
  | None -> Certificate.reject r "the slopes have no positive sum"
  | Some time ->
      let sides = List.combine positive (sides_of time m heard) in
      let height = item.height + List.length sides in
      let settled = Hashtbl.create 8 in
      let settle evidence place =
        let place = Certificate.natural r place in
        if place < 1 || place > List.length sides then Certificate.reject r "no such side";
        let _, side = List.nth sides (place - 1) in
        if is_constant side.row then Certificate.reject r "no such side";
        let ms = proof r item ~height (fun () -> (false, side.row)) evidence in
        List.iteri (fun i (_, other) -> if same_row other.row side.row then begin
            if Hashtbl.mem settled i then Certificate.reject r "a side is proved twice";
            Hashtbl.replace settled i ms end) sides in
      List.iter (function
          | "@" :: places -> List.iter (settle [ "@" ]) places
          | place :: evidence -> settle evidence place
          | [] -> Certificate.reject r "expected a side") blocks;
      let way i (_, side) =
        if List.for_all (fun a -> Big.sign a = 0) (List.tl side.row) then Fixed
        else match Hashtbl.find_opt settled i with
          | Some ms -> Redundant ms
          | None -> Across (across r s kept bits time (List.filter (fun (_, o) -> same_row o.row side.row) sides)) in
      (m, List.mapi way sides)

let causal r ahead item fs =
  let s = spike_of r item in
  let kept, pasts, groups = past r item s (Certificate.groups fs) in
  let lates, groups = late_blocks r item s kept groups in
  if groups <> [] then Certificate.reject r "more proofs than events";
  let kept_list = Array.to_list kept in
  let heard = muted kept_list s.heard_from in
  let lines, inner = Lookahead.regions (Lazy.force ahead) in
  let listed = List.map (fun l -> listed_region r item s kept heard (List.tl (Certificate.fields r l))) lines in
  if List.length (List.sort_uniq compare (List.map fst listed)) <> List.length listed then
    Certificate.reject r "a region is listed twice";
  let inner = match inner with
    | Some (i, leaf) ->
        let point = match Certificate.groups (List.tl (Certificate.fields r leaf)) with p :: _ -> p | [] -> [] in
        (fst (List.nth listed i), List.map (Certificate.integer r) point)
    | None -> Certificate.reject r "no leaf with a point below the regions" in
  Causal { kept = kept_list; pasts; lates; listed; inner }

let hush r item fs =
  let s = spike_of r item in
  let kept, pasts, groups = past r item s (Certificate.groups fs) in
  if groups <> [] then Certificate.reject r "more proofs than events";
  Hush (Array.to_list kept, pasts)

(* ---- branch steps and simplices ---- *)
let step_goal r item on () = match item.branch.ahead with
  | Relu c :: _ ->
      (match combination_form c item.branch.regs with
       | Some f -> let strict, v = sign_goal false f in (strict, if on then v else opposite v)
       | None -> Certificate.reject r "no branch step is under way")
  | _ -> Certificate.reject r "no branch step is under way"

(* Line t: all corners, then for each of them its form and the proof that it is >= 0. *)
let simplex r item dimension fs =
  let blocks = Array.of_list (Certificate.groups fs) and count = dimension + 1 in
  if Array.length blocks <> 3 * count then Certificate.reject r "expected corners and forms with their proofs";
  let corners = Array.init count (fun i -> Certificate.point r dimension blocks.(i)) in
  let face i =
    let form = List.map (Certificate.integer r) blocks.(count + (2 * i)) in
    if List.length form <> count then Certificate.reject r "a form has a wrong length";
    Array.iteri (fun j p -> if Big.sign (Simplex.dot form p) <> (if i = j then 1 else 0) then
        Certificate.reject r "a form has a wrong sign at a corner") corners;
    let form = primitive form in
    let ids = match blocks.(count + (2 * i) + 1), item.simplex with
      | [ "@" ], Some outer ->
          (match Simplex.proof outer ~strict:false form with
           | Some ids -> ids | None -> Certificate.reject r "a corner does not prove that")
      | fs, _ -> listed r item.height ~goal:true fs in
    if not (implies item.branch.known (positions item.height ~goal:true ids) { is_strict = false; vector = form }) then
      Certificate.reject r "the cell is not proved to lie in the simplex";
    Simplex.face corners.(i) form ids in
  List.init count face

(* ---- the walk ---- *)
(* One tree, with the leaf function called at every leaf; the stack is all that is kept. *)
let run r ahead full ~dimension start on_leaf =
  let rows = List.length start.known in
  let check = List.iter (function
      | Thin v -> if not (is_sloped dimension v) then Certificate.reject r "a row says nothing about the point"
      | Region _ -> ()) in
  let try_step token branch = match step dimension full token branch with
    | Some (branches, pieces) -> check pieces; Some (branches, pieces)
    | None -> None in
  let apply token item why = match try_step token item.branch with
    | Some result -> result | None -> Certificate.reject r "%s" why in
  let stack = ref [ Node (if full then
                            match apply Sharpen { branch = start; height = rows; simplex = None } "the domain" with
                            | [ b ], _ -> { branch = b; height = rows; simplex = None } | _ -> assert false
                          else { branch = start; height = rows; simplex = None }) ] in
  let node item rest =
    let item = pass_constants r try_step item in
    let push n branches = stack := List.map (fun b -> Node { item with branch = b; height = item.height + n }) branches @ rest in
    match Certificate.fields r (Certificate.next r) with
    | (("c" | "C") as kind) :: numbers ->
        let v = List.map (Certificate.integer r) numbers in
        if List.length v <> dimension + 1 then Certificate.reject r "a row needs %d numbers" (dimension + 1);
        push 1 (fst (apply (Cut (kind = "C", primitive v)) item "no cut is possible here"))
    | [ "s" ] -> push 1 (fst (apply Split item "no branch step is under way"))
    | "+" :: fs -> push 0 (fst (apply (Known (true, proof r item (step_goal r item true) fs)) item "the step is not proved on"))
    | "-" :: fs -> push 0 (fst (apply (Known (false, proof r item (step_goal r item false) fs)) item "the step is not proved off"))
    | "t" :: fs -> stack := Node { item with simplex = Some (simplex r item dimension fs) } :: rest
    | "x" :: fs ->
        ignore (apply (Empty (multipliers_at r item.height ~goal:false fs)) item "the cell is not proved empty");
        stack := rest
    | "n" :: fs -> push 0 (fst (apply (hush r item fs) item "the spike is not proved silent"))
    | "r" :: fs ->
        let sides = List.length (of_sign (spike_of r item) 1) in
        let branches, _ = apply (causal r ahead item fs) item "the regions are not proved" in
        stack := List.map (fun b -> Listed { item with branch = b; height = item.height + sides }) branches @ (Dot :: rest)
    | "l" :: fs ->
        let point, groups = match Certificate.groups fs with p :: g -> (p, g) | [] -> ([], []) in
        let interior = if point = [] then [] else Certificate.point r dimension point in
        (match apply (Done { interior; proofs = [] }) item "a step is not resolved" with
         | _, [ Region leaf ] ->
             if interior <> [] && not (is_interior dimension leaf.cell interior) then
               Certificate.reject r "the point is not inside the cell";
             if interior = [] && full then Certificate.reject r "a leaf needs a point";
             on_leaf item { leaf; groups; has_point = interior <> [] }
         | _ -> assert false);
        stack := rest
    | kind :: _ when List.mem kind [ "e"; "f" ] -> raise (Beyond ("the line " ^ kind))
    | _ -> Certificate.reject r "not a line of a tree"
  in
  while !stack <> [] do
    let rest = List.tl !stack in
    match List.hd !stack with
    | Node item -> node item rest
    | Listed item ->
        let line = Certificate.next r in
        if line <> "m" && not (String.length line > 1 && line.[0] = 'm' && line.[1] = ' ') then Certificate.reject r "expected a region";
        stack := Node item :: rest
    | Dot ->
        if Certificate.next r <> "." then Certificate.reject r "expected the end of the regions";
        stack := rest
  done
