(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Exact values at a rational point, and just beyond it on the way to another one, proved by the verified kernel: the tokens
   for the points from + s (to - from), 0 < s <= e, where e is found short enough for one leaf. Nothing here is trusted: a wrong
   firing time or a wrong e is refused. *)
module Big = Z
open Kernel

exception Refused
exception Shorter of Q.t  (* e must be less than this *)

(* ---- a + b s for small s > 0 ---- *)
type germ = { at : Q.t; slope : Q.t }
let zero = { at = Q.zero; slope = Q.zero }
let add x y = { at = Q.add x.at y.at; slope = Q.add x.slope y.slope }
let times q x = { at = Q.mul q x.at; slope = Q.mul q x.slope }
let constant q = { at = q; slope = Q.zero }
let compare_germs x y = match Q.compare x.at y.at with 0 -> Q.compare x.slope y.slope | c -> c
let germ f = match f.numerators with
  | [] -> zero
  | [ a ] -> constant (Q.make a f.denominator)
  | a :: b :: _ -> { at = Q.make a f.denominator; slope = Q.make b f.denominator }
let rational q = Q.make q.qnum q.qden

(* The two rows s > 0 and e - s >= 0 are the oldest; [newer] rows are before them. *)
type place = { e : Q.t; newer : int }

(* f >= 0 or > 0 on the segment. *)
let proof place f =
  match primitive f.numerators with
  | a :: b :: _ when Big.sign b > 0 -> ignore a; [ (0, Big.one); (place.newer, b) ]
  | a :: b :: _ when Big.sign b < 0 ->
      let limit = Q.make a (Big.neg b) in
      if Q.geq place.e limit then raise (Shorter limit);
      [ (0, place.e.Q.den); (place.newer + 1, Big.neg b) ]
  | _ -> [ (0, Big.one) ]

(* Potential's slope and moment after each arrival, until the threshold is reached. *)
let firing_time threshold spikes =
  let sorted = List.sort (fun (_, a) (_, b) -> compare_germs a b) (List.filter (fun (w, _) -> Q.sign w <> 0) spikes) in
  let rec sweep slope moment = function
    | (w, a) :: rest ->
        let slope = Q.add slope w and moment = add moment (times w a) in
        let crossing = if Q.sign slope > 0 then Some (times (Q.inv slope) (add (constant threshold) moment)) else None in
        (match crossing, rest with
         | Some t, [] -> Some t
         | Some t, (_, next) :: _ when compare_germs t next <= 0 && compare_germs t a >= 0 -> Some t
         | _ -> sweep slope moment rest)
    | [] -> None
  in
  sweep Q.zero zero sorted

let spike_token place nu regs =
  let sp = arrivals nu regs in
  let threshold = constant_form nu.threshold in
  let spikes = List.map (fun (w, f) -> (rational w, f)) sp in
  let time = firing_time (rational nu.threshold) (List.map (fun (w, f) -> (w, germ f)) spikes) in
  let before f = match time with Some t -> compare_germs (germ f) t < 0 | None -> true in
  let kept = List.map (fun (w, f) -> Q.sign w < 0 && before f) spikes in
  let heard = muted kept sp in
  let past (_, at) =
    let until f = compare_germs (germ f) (germ at) <= 0 in
    let marks = List.map2 (fun (w, f) k -> until f && (Q.sign w > 0 || k)) spikes kept in
    { below_marks = List.map (fun m -> Some m) marks;
      below_order = List.filter_map (fun (w, f) ->
          if Q.sign w > 0 then Some (proof place (if until f then subtract at f else subtract f at)) else None) spikes;
      below_bounds = [ proof place (subtract threshold (affine_potential marks heard at)) ] } in
  let pasts = List.concat (List.map2 (fun s k -> if k then [ past s ] else []) spikes kept) in
  match time with
  | None -> Hush (kept, pasts)
  | Some _ ->
      let m = List.map (fun (w, f) -> Q.sign w <> 0 && before f) spikes in
      let late (w, at) = if Q.sign w < 0 && not (before at)
        then Some (m, proof place (subtract (affine_potential m heard at) threshold)) else None in
      let t = match candidate_form nu.threshold m heard with Some t -> t | None -> raise Refused in
      let sides = sides_of t m heard in
      let beside = { place with newer = place.newer + List.length sides } in
      let way side = match side.row with
        | _ :: rest when List.exists (fun a -> Big.sign a <> 0) rest ->
            Redundant (proof beside { numerators = side.row; denominator = Big.one })
        | _ -> Fixed in
      Causal { kept; pasts; lates = List.filter_map late spikes; listed = [ (m, List.map way sides) ];
               inner = (m, [ Big.mul Big.(of_int 2) place.e.Q.den; place.e.Q.num ]) }

let one_branch token branch = match step (Big.to_int Big.one) false token branch with Some ([ b ], []) -> b | _ -> raise Refused

(* The forms of all registers on the segment. *)
let rec resolve e branch =
  let place = { e; newer = List.length branch.known - 2 } in
  match branch.ahead with
  | Affine _ :: _ -> raise Refused
  | Relu c :: _ ->
      (match combination_form c branch.regs with
       | Some f ->
           let on = compare_germs (germ f) zero > 0 in
           let f = if on then f else subtract (constant_form { qnum = Big.zero; qden = Big.one }) f in
           resolve e (one_branch (Known (on, proof place f)) branch)
       | None -> raise Refused)
  | Spike nu :: _ -> resolve e (one_branch (spike_token place nu branch.regs) branch)
  | [] ->
      (match step 1 false (Done { interior = []; proofs = [] }) branch with
       | Some ([], [ Region leaf ]) -> leaf.outcome
       | _ -> raise Refused)

let forms program from to_ =
  let kernel q = { qnum = q.Q.num; qden = q.Q.den } in
  let from = List.map kernel from and to_ = List.map kernel to_ in
  let rec attempt e =
    match resolve e (segment program from to_ (kernel e)) with
    | forms -> forms
    | exception Shorter limit -> attempt (Q.div (Q.min limit e) (Q.of_int 2)) in
  attempt Q.one

(* None: never. Raises Refused where a ReLU's source never fires. *)
let values program point =
  let at_one f = match f.numerators with
    | [] -> Q.zero | a :: rest -> Q.make (Big.add a (match rest with b :: _ -> b | [] -> Big.zero)) f.denominator in
  List.map (Option.map at_one) (forms program point point)
