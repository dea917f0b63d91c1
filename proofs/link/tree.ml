(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Tree lines into the kernel's tokens. Nothing here is trusted but the count of different
   patterns: a wrong token is refused by the verified kernel. *)
module Big = Z
open Kernel

exception Beyond of string  (* a line that the kernel has no tokens for *)

type mode = Full | All

(* An open branch: where the rows with ids 1, 2, .. stand, counted from the oldest (newest id
   first); or one that the kernel needs and the file does not have, with its multipliers. *)
type item = { branch : branch; height : int; ids : int list; closing : multipliers option }

type result = { leaf : evidence leaf; groups : string list list; has_point : bool }

let multiplier r field =
  match String.index_opt field ':' with
  | None -> Certificate.reject r "not a multiplier: %s" field
  | Some i ->
      let id = Certificate.natural r (String.sub field 0 i) in
      let factor = Certificate.integer r (String.sub field (i + 1) (String.length field - i - 1)) in
      if Big.sign factor <= 0 then Certificate.reject r "a multiplier is not positive";
      (id, factor)

(* Ids to positions in the kernel's list of rows, newest first; with a goal, its negation is 0. *)
let multipliers r item ~goal fs =
  let listed = List.map (multiplier r) fs in
  let known = Array.of_list (List.rev item.ids) in
  let position (id, l) =
    if id = 0 then if goal then (0, l) else Certificate.reject r "there is no row 0 here"
    else if id > Array.length known then Certificate.reject r "there is no row %d" id
    else (item.height - known.(id - 1) + (if goal then 1 else 0), l)
  in
  let sorted = List.sort compare (List.map (fun (id, l) -> let p, l = position (id, l) in (p, l)) listed) in
  let rec gaps before = function
    | [] -> []
    | (p, l) :: rest ->
        if p <= before then Certificate.reject r "a row is used twice";
        (p - before - 1, l) :: gaps p rest
  in
  if goal && fs = [] then [ (0, Big.one) ] else gaps (-1) sorted

let apply_token r token branch why =
  match step token branch with Some result -> result | None -> Certificate.reject r "%s" why

let is_constant f = List.for_all (fun a -> Big.sign a = 0) (tl f.numerators)

(* Branch steps whose pre-activation is constant have no line. *)
let rec pass_constants r item =
  match item.branch.at_phase, item.branch.ahead with
  | Plain, Relu c :: _ ->
      (match combination_form c item.branch.regs with
       | Some f when is_constant f ->
           let on = match f.numerators with a :: _ -> Big.sign a > 0 | [] -> false in
           (match apply_token r (Known (true, on, [ (0, Big.one) ])) item.branch "a constant step" with
            | [ b ], _ -> pass_constants r { item with branch = b }
            | _ -> item)
       | _ -> item)
  | Plain, Spike _ :: _ -> raise (Beyond "spiking neurons in a tree")
  | _ -> item

let grown item branch = { item with branch; height = item.height + 1; ids = (item.height + 1) :: item.ids }

(* One tree, with the leaf function called at every leaf; the stack is all that is kept. *)
let run r mode ~dimension start on_leaf =
  let exact = mode = Full in
  let domain_rows = List.length start.known in
  let ids = List.init domain_rows (fun i -> domain_rows - i) in
  let stack = ref [ { branch = start; height = domain_rows; ids; closing = None } ] in
  let close item ms why =
    match step (Empty ms) item.branch with
    | Some _ -> ()
    | None ->
        if mode = All then Certificate.reject r "%s" why
        else (match step (Flat ms) item.branch with
              | Some (_, [ Thin v ]) when is_sloped dimension v -> ()
              | _ -> Certificate.reject r "%s" why)
  in
  while !stack <> [] do
    let item = List.hd !stack and rest = List.tl !stack in
    match item.closing with
    | Some ms -> close item ms "the step is not proved on"; stack := rest
    | None ->
        let item = pass_constants r item in
        (match Certificate.fields r (Certificate.next r) with
         | (("c" | "C") as kind) :: numbers ->
             let v = List.map (Certificate.integer r) numbers in
             if List.length v <> dimension + 1 then Certificate.reject r "a row needs %d numbers" (dimension + 1);
             let v = primitive v in
             (match step (Cut (kind = "C", v)) item.branch with
              | Some ([ a; b ], _) -> stack := grown item a :: grown item b :: rest
              | _ -> Certificate.reject r "no cut is possible here")
         | [ "s" ] ->
             (match step (Split exact) item.branch with
              | Some ([ a; b ], _) -> stack := grown item a :: grown item b :: rest
              | _ -> Certificate.reject r "no branch step is under way")
         | "+" :: fs ->
             let ms = multipliers r item ~goal:true fs in
             (match step (Known (exact, true, ms)) item.branch with
              | Some ([ b ], _) -> stack := { item with branch = b } :: rest
              | _ when mode = Full ->
                  (match step (Split true) item.branch with
                   | Some ([ a; b ], _) ->
                       let on = { item with branch = a; height = item.height + 1 } in
                       stack := on :: { item with branch = b; height = item.height + 1; closing = Some ms } :: rest
                   | _ -> Certificate.reject r "no branch step is under way")
              | _ -> Certificate.reject r "the step is not proved on")
         | "-" :: fs ->
             (match step (Known (exact, false, multipliers r item ~goal:true fs)) item.branch with
              | Some ([ b ], _) -> stack := { item with branch = b } :: rest
              | _ -> Certificate.reject r "the step is not proved off")
         | "x" :: fs -> close item (multipliers r item ~goal:false fs) "the cell is not proved empty"; stack := rest
         | "l" :: fs ->
             let point, groups = match Certificate.groups fs with p :: g -> (p, g) | [] -> ([], []) in
             let interior = if point = [] then [] else Certificate.point r dimension point in
             (match step (Done { interior; proofs = [] }) item.branch with
              | Some (_, [ Region leaf ]) ->
                  if interior <> [] && not (is_interior dimension leaf.cell interior) then
                    Certificate.reject r "the point is not inside the cell";
                  if interior = [] && mode = Full then Certificate.reject r "a leaf needs a point";
                  on_leaf item { leaf; groups; has_point = interior <> [] }
              | _ -> Certificate.reject r "a step is not resolved");
             stack := rest
         | kind :: _ when List.mem kind [ "e"; "r"; "n"; "f" ] -> raise (Beyond ("the line " ^ kind))
         | _ -> Certificate.reject r "not a line of a tree")
  done
