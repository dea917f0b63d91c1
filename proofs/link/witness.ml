(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Refutations by points, and by a jump. *)
open Certificate
open Subject
open Claim

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
