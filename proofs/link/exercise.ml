(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The kernel's tokens for spiking neurons, used directly: a positive neuron with d inputs has
   exactly 2^d - 1 cells; a mixed-sign one with its jump, never firing on part of its domain. *)
module Big = Z
open Kernel

let rational p q = { qnum = Big.of_int p; qden = Big.of_int q }
let row numbers = { is_strict = false; vector = List.map Big.of_int numbers }
let identity d = List.init d (fun i -> (List.init d (fun j -> rational (if i = j then 1 else 0) 1), rational 0 1))
let box d low high =
  List.concat (List.init d (fun i ->
      let unit s = List.init d (fun j -> if i = j then s else 0) in
      [ row (- low :: unit 1); row (high :: unit (-1)) ]))

let neuron weights =
  { inputs = List.length weights; input_time = rational 0 1; references = []; outputs = [ List.length weights ];
    output_time = rational 0 1;
    neurons = [ { threshold = rational 1 1;
                  synapses = List.mapi (fun i w -> { source = i; weight = rational w 1; delay = rational 0 1 }) weights } ] }

let feed token stack = match stack with
  | b :: rest ->
      (match step token b with
       | Some (bs, pieces) -> (bs @ rest, pieces)
       | None -> failwith "a token was refused")
  | [] -> failwith "nothing is open"

let positive d =
  let program = spiking_program d (identity d) (neuron (List.init d (fun _ -> 1))) in
  let stack = ref [ start program (List.rev (box d 0 4)) ] and patterns = Hashtbl.create 64 in
  let use token =
    let s, pieces = feed token !stack in
    stack := s;
    List.iter (fun p ->
        if not (counted d p) then failwith "a leaf does not count";
        match p with Region l -> Hashtbl.replace patterns l.decisions () | Thin _ -> ()) pieces in
  let rec members u inside =
    if u = d then begin
      use (Settle []);
      if List.mem true inside then
        let point = List.map (fun m -> Big.of_int (if m then 1 else 7)) (List.rev inside) in
        use (Done { interior = Big.of_int 2 :: point; proofs = [] })
    end
    else begin
      use (Member u);
      members (u + 1) (true :: inside);
      members (u + 1) (false :: inside)
    end
  in
  use Begin;
  members 0 [];
  if !stack <> [] then failwith "a branch is open";
  Hashtbl.length patterns

(* w = (1, -1) on [0, 4]^2: fires at x1 + 1 if x2 >= x1 + 1, never otherwise. *)
let mixed () =
  let program = spiking_program 2 (identity 2) (neuron [ 1; -1 ]) in
  let one = Big.one in
  let stack = ref [ start program (List.rev (box 2 0 4)) ] and patterns = Hashtbl.create 8 in
  let use token =
    let s, pieces = feed token !stack in
    stack := s;
    List.iter (fun p ->
        if not (counted 2 p) then failwith "a leaf does not count";
        match p with Region l -> Hashtbl.replace patterns l.decisions () | Thin _ -> ()) pieces in
  let point l = { interior = List.map Big.of_int l; proofs = [] } in
  use (Cut (false, List.map Big.of_int [ -1; -1; 1 ]));        (* x2 - x1 - 1 >= 0 *)
  use Begin;
  (* fires: is a_1 < t? *)
  use (Member 0);
  use (Member 1);
  use (Settle []);                                             (* both: W = 0, nothing is left *)
  use (Settle []);                                             (* only 1: t = x1 + 1 *)
  use (Done (point [ 1; 1; 3 ]));
  use (Member 1);
  use (Settle []);                                             (* only 2: W < 0 *)
  use (Settle []);                                             (* none: W = 0 *)
  (* never: at the inhibitory spike the potential is x2 - x1 >= 1, the threshold: a contradiction *)
  use (Unreached (1, [ true; false ], [ [ (0, one) ] ]));
  use (Empty [ (0, one); (0, one) ]);
  (* x2 - x1 - 1 < 0 *)
  use Begin;
  use (Member 0);
  use (Member 1);
  use (Settle []);
  (* only 1: t = x1 + 1 <= x2, but x2 < x1 + 1: the valid row t - x1 <= 1 is not needed, t <= x2
     and reaching the threshold give it after settling *)
  use (Settle []);
  use (Empty [ (0, one); (1, one) ]);
  use (Member 1);
  use (Settle []);
  use (Settle []);
  (* never: at the inhibitory spike the potential is at most max(0, x2 - x1) < 1 *)
  use (Cut (false, List.map Big.of_int [ 0; -1; 1 ]));         (* x2 >= x1 *)
  let below mask order bound = { below_mask = mask; below_order = order; below_bound = bound } in
  use (Quiet [ below [ true; false ] [ [ (0, one); (0, one) ] ] [ (0, one); (1, one) ] ]);
  use (Done (point [ 2; 2; 3 ]));
  use (Quiet [ below [ false; false ] [ [ (0, one); (0, one) ] ] [ (0, one) ] ]);
  use (Done (point [ 1; 3; 1 ]));
  if !stack <> [] then failwith "a branch is open";
  Hashtbl.length patterns

let () =
  for d = 1 to 8 do
    let n = positive d in
    if n <> (1 lsl d) - 1 then (Printf.printf "positive neuron, %d inputs: %d cells\n" d n; exit 1)
  done;
  let t = Sys.time () in
  let n = positive 12 in
  Printf.printf "positive neuron, 12 inputs: %d cells proved in %.2f s\n" n (Sys.time () -. t);
  let m = mixed () in
  Printf.printf "mixed signs: %d cells, one of them silent\n" m;
  if n <> 4095 || m <> 2 then exit 1
