(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* A simplex around the cell (line t). The word @ says that a goal holds at its corners; the kernel is given multipliers
   instead: with forms f_i that are 0 at all corners but the i-th, a goal g is the sum of g(corner i) / f_i(corner i) f_i, and
   every f_i is proved by rows. Not trusted: a wrong sum is refused by the kernel. *)
module Big = Z

type face = {
  corner : Big.t list;            (* denominator, numerators *)
  own : Q.t;                      (* the form at this corner *)
  weights : (int * Q.t) list;     (* row id, weight: the form is at least this sum; ids increase *)
}
type t = face list

let rec dot v p = match v, p with
  | a :: v, b :: p -> Big.add (Big.mul a b) (dot v p)
  | _ -> Big.zero

let at v corner = Q.make (dot v corner) (List.hd corner)

let rec merge a b = match a, b with
  | [], l | l, [] -> l
  | (i, p) :: a', (j, q) :: b' ->
      if i < j then (i, p) :: merge a' b else if j < i then (j, q) :: merge a b' else (i, Q.add p q) :: merge a' b'

(* Whether a form is nowhere negative (positive) at the corners. *)
let signs simplex v = List.map (fun f -> Big.sign (dot v f.corner)) simplex

(* Ids and multipliers of goal >= 0 (strict: > 0), id 0 the goal's negation; None: a corner does not prove it. *)
let proof simplex ~strict goal =
  let values = List.map (fun f -> at goal f.corner) simplex in
  let least = List.fold_left Q.min (List.hd values) values in
  if Q.sign least < (if strict then 1 else 0) then None
  else begin
    let spared = if strict then least else Q.zero in
    let sum = List.fold_left2 (fun sum f v ->
        let c = Q.div (Q.sub v spared) f.own in
        if Q.sign c = 0 then sum else merge sum (List.map (fun (id, w) -> (id, Q.mul c w)) f.weights)) [] simplex values in
    let den = List.fold_left (fun d (_, w) -> Big.lcm d w.Q.den) Big.one sum in
    Some ((0, den) :: List.map (fun (id, w) -> (id, Big.mul w.Q.num (Big.divexact den w.Q.den))) sum)
  end

(* The face of a corner, from the ids and multipliers that prove its form. *)
let face corner form ids =
  match ids with
  | (0, scale) :: rows ->
      { corner; own = at form corner; weights = List.map (fun (id, l) -> (id, Q.make l scale)) rows }
  | _ -> { corner; own = at form corner; weights = [] }
