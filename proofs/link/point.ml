(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Exact values of all registers at a rational point, proved by the verified kernel: the tokens for a domain that is one
   point. The firing time found here is not trusted; a wrong one is refused. *)
module Big = Z
open Kernel

exception Refused

let trivial = [ (0, Big.one) ]
let constant f = Q.make (match f.numerators with [] -> Big.zero | a :: _ -> a) f.denominator
let rational q = Q.make q.qnum q.qden

(* Potential's slope and moment after each arrival, until the threshold is reached. *)
let firing_time threshold spikes =
  let sorted = List.sort (fun (_, a) (_, b) -> Q.compare a b) (List.filter (fun (w, _) -> Q.sign w <> 0) spikes) in
  let rec sweep slope moment = function
    | (w, a) :: rest ->
        let slope = Q.add slope w and moment = Q.add moment (Q.mul w a) in
        let crossing = if Q.sign slope > 0 then Some (Q.div (Q.add threshold moment) slope) else None in
        (match crossing, rest with
         | Some t, [] -> Some t
         | Some t, (_, next) :: _ when Q.leq t next && Q.geq t a -> Some t
         | _ -> sweep slope moment rest)
    | [] -> None
  in
  sweep Q.zero Q.zero sorted

let spike_token nu regs =
  let sp = arrivals nu regs in
  let spikes = List.map (fun (w, f) -> (rational w, constant f)) sp in
  let time = firing_time (rational nu.threshold) spikes in
  let before a = match time with Some t -> Q.lt a t | None -> true in
  let kept = List.map (fun (w, a) -> Q.sign w < 0 && before a) spikes in
  let past (_, at) =
    { below_marks = List.map2 (fun (w, a) k -> Some (Q.leq a at && (Q.sign w > 0 || k))) spikes kept;
      below_order = List.filter_map (fun (w, _) -> if Q.sign w > 0 then Some trivial else None) spikes;
      below_bounds = [ trivial ] } in
  let pasts = List.concat (List.map2 (fun s k -> if k then [ past s ] else []) spikes kept) in
  match time with
  | None -> Hush (kept, pasts)
  | Some t ->
      let m = List.map (fun (w, a) -> Q.sign w <> 0 && Q.lt a t) spikes in
      let count f = List.filter f spikes in
      Causal { kept; pasts; inner = (m, [ Big.one ]);
               lates = List.map (fun _ -> (m, trivial)) (count (fun (w, a) -> Q.sign w < 0 && Q.geq a t));
               listed = [ (m, List.map (fun _ -> Fixed) (count (fun (w, _) -> Q.sign w > 0))) ] }

let one_branch token branch = match step 0 false token branch with Some ([ b ], []) -> b | _ -> raise Refused

let rec registers branch = match branch.ahead with
  | Relu c :: _ ->
      (match combination_form c branch.regs with
       | Some f -> registers (one_branch (Known (Q.sign (constant f) > 0, trivial)) branch)
       | None -> raise Refused)
  | Spike nu :: _ -> registers (one_branch (spike_token nu branch.regs) branch)
  | Affine _ :: _ -> raise Refused
  | [] ->
      (match step 0 false (Done { interior = []; proofs = [] }) branch with
       | Some ([], [ Region leaf ]) -> List.map (Option.map constant) leaf.outcome
       | _ -> raise Refused)

(* None: never. Raises Refused where a ReLU's source never fires. *)
let values program point = registers (start (point_program program point) [])
