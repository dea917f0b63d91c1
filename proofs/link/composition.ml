(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* `by composition`: the hints that the verified composition wants, found gate by gate: the box, which atom a max(0, z) is, and the
   roles of spikes, which the certificate states. Not trusted. *)
module Big = Z
open Kernel

exception Fails

(* The tightest bound of every coordinate in units of 1 / scale, rounded outwards, with the row that proves it. *)
let sides scale dimension rows =
  let bound i sign =
    let candidate k (row : constraint0) = match row.vector with
      | b :: slopes ->
          let others = List.exists Fun.id (List.mapi (fun j a -> j <> i && Big.sign a <> 0) slopes) in
          (match List.nth_opt slopes i with
           | Some a when Big.sign a = sign && not others -> Some (Q.make b (Big.abs a), Big.abs a, k)
           | _ -> None)
      | [] -> None in
    (* x >= - b / a, or x <= b / |a|: the least b is the tightest. *)
    match List.sort compare (List.filter_map Fun.id (List.mapi candidate rows)) with
    | [] -> raise Fails
    | all -> List.fold_left (fun (q, a, k) (q', a', k') -> if Q.lt q' q then (q', a', k') else (q, a, k)) (List.hd all) all in
  let multiple q = Big.cdiv (Big.mul q.Q.num scale) q.Q.den in
  List.init dimension (fun i ->
      let low, a, k = bound i 1 and high, a', k' = bound i (-1) in
      { at_least = Big.neg (multiple low); at_most = multiple high;
        proves_least = [ (0, a); (k, scale) ]; proves_most = [ (0, a'); (k', scale) ] })

let is_constant f = match f.numerators with [] -> true | _ :: rest -> List.for_all (fun a -> Big.sign a = 0) rest

(* A form up to a factor, and the factor. *)
let direction f =
  let rec trim = function a :: l when Big.sign a = 0 -> trim l | l -> l in
  match trim (List.rev (primitive f.numerators)) with
  | [] -> raise Fails
  | leading :: _ as reversed ->
      let sign = Big.of_int (Big.sign leading) in
      let last = List.nth f.numerators (List.length reversed - 1) in
      (String.concat " " (List.map (fun a -> Big.to_string (Big.mul sign a)) reversed),
       Q.make last (Big.mul f.denominator (Big.abs leading)))

type known = { table : (string, int * Q.t) Hashtbl.t; mutable atoms : form list; mutable count : int }

let hinge known z =
  let fresh () = known.atoms <- known.atoms @ [ z ]; known.count <- known.count + 1; Fresh in
  if is_constant z then fresh ()
  else
    let key, factor = direction z in
    match Hashtbl.find_opt known.table key with
    | Some (j, own) -> let k = Q.div factor own in Found (j, { qnum = k.Q.num; qden = k.Q.den })
    | None -> Hashtbl.replace known.table key (known.count, factor); fresh ()

let role known st nu word =
  let sp = arrivals nu (known_forms st) in
  if word = "a" then Ready
  else if word = "" || word.[0] <> 'l' then raise Fails
  else
    let place = match int_of_string_opt (String.sub word 1 (String.length word - 1)) with Some n -> n | None -> raise Fails in
    let heard = List.filter (fun u -> Big.sign (fst (List.nth sp u)).qnum <> 0) (List.init (List.length sp) Fun.id) in
    let p = match List.nth_opt heard (place - 1) with Some p when place > 0 -> p | _ -> raise Fails in
    match candidate_form nu.threshold (all_but (List.length sp) p) sp with
    | None -> raise Fails
    | Some t -> But (p, hinge known (subtract t (snd (List.nth sp p))))

(* Whether the outputs of the program that are paired are equal on the domain. *)
let proves program rows pairs scale roles =
  let dimension = program.dimension in
  let ss = sides scale dimension rows in
  let known = { table = Hashtbl.create 64; atoms = []; count = 0 } in
  let hint roles st = function
    | Affine _ -> (Sum, roles)
    | Relu c -> (match combined scale st c with Some (z, _) -> (Bend (hinge known z), roles) | None -> raise Fails)
    | Spike nu -> (match roles with word :: rest -> (Role (role known st nu word), rest) | [] -> raise Fails) in
  let rec hints st roles = function
    | [] -> if roles <> [] then raise Fails else []
    | g :: gates ->
        let h, roles = hint roles st g in
        (match gate_step scale dimension known.atoms st g h with
         | Some st -> h :: hints st roles gates
         | None -> raise Fails) in
  match hints (first_state dimension ss) roles program.gates with
  | hs -> composed scale dimension known.atoms program.gates hs rows ss pairs
  | exception (Fails | Failure _ | Invalid_argument _ | Division_by_zero) -> false
