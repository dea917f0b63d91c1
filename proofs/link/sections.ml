(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The sections after the tree. Every check of two leaves is the kernel's; trusted are the loops over leaves and pairs, the
   tables of keys, and the union of leaves that share facets. *)
module Big = Z
open Kernel

type kept = { height : int; leaf : evidence leaf; forms : form option list }

let reject = Certificate.reject
let expect r line = if Certificate.next r <> line then reject r "expected the line \"%s\"" line

let all_same a b = List.for_all2 same_form a b

(* ---- keys ---- *)
let pattern_key (ds : decision list) =
  String.concat "" (List.map (function
      | Off -> "0" | On -> "1" | Never -> "n"
      | Fires m -> "f" ^ String.concat "" (List.map (fun b -> if b then "1" else "0") m) ^ ".") ds)

let causal_key pattern =
  String.concat "|" (List.map (function None -> "" | Some d -> pattern_key [ d ]) pattern)

(* Equal for equal affine functions only: lowest terms without zeros at the end. *)
let form_key f =
  let f = reduce f in
  let rec trim = function a :: l when Big.sign a = 0 -> trim l | l -> l in
  String.concat " " (List.map Big.to_string (f.denominator :: List.rev (trim (List.rev f.numerators))))

let map_key forms =
  if List.mem None forms then None else Some (String.concat ";" (List.map (fun f -> form_key (Option.get f)) forms))

(* ---- components ---- *)
type components = { parent : int array; mutable count : int }

let rec find c i = if c.parent.(i) = i then i else begin
    c.parent.(i) <- c.parent.(c.parent.(i));
    find c c.parent.(i)
  end

let edge r dimension leaves keys c fs =
  let i, j, point = match fs with
    | i :: j :: point -> (Certificate.natural r i, Certificate.natural r j, Certificate.point r dimension point)
    | _ -> reject r "expected two leaves and a point" in
  let n = Array.length leaves in
  if i >= n || j >= n || i = j || keys.(i) = None || keys.(i) <> keys.(j) then reject r "the leaves have different keys";
  let rows = sloped_rows leaves.(i).leaf.cell in
  let h = match List.find_opt (fun v -> Big.sign (Simplex.dot v point) = 0) rows with
    | Some h -> h | None -> reject r "the leaves share no facet there" in
  if not (facet dimension h point leaves.(i).leaf.cell leaves.(j).leaf.cell) then reject r "the leaves share no facet there";
  let a = find c i and b = find c j in
  if a <> b then begin c.parent.(max a b) <- min a b; c.count <- c.count - 1 end

(* Ids of the rows of two leaves as places in the kernel's list, both newest first. *)
let places r a b fs =
  let ids = Tree.listed r (a.height + b.height) ~goal:false fs in
  let place id = if id <= a.height then a.height - id else a.height + b.height - (id - a.height) in
  let rec gaps before = function [] -> [] | (p, l) :: rest -> (p - before - 1, l) :: gaps p rest in
  gaps (-1) (List.sort compare (List.map (fun (id, l) -> (place id, l)) ids))

let separation r dimension a b =
  match Certificate.fields r (Certificate.next r) with
  | "b" :: fs ->
      let sums = List.map (places r a b) (Certificate.groups fs) in
      if not (no_facet dimension a.leaf.cell b.leaf.cell sums) then reject r "the leaves may share a facet"
  | _ -> reject r "expected that two leaves share no facet"

(* The section of one kind of key; None: the leaf does not count. *)
let components r dimension name leaves key =
  expect r ("components " ^ name);
  let keys = Array.map key leaves in
  let groups = Hashtbl.create 64 in
  let c = { parent = Array.init (Array.length leaves) Fun.id; count = 0 } in
  Array.iteri (fun i k -> Option.iter (fun k ->
      c.count <- c.count + 1;
      Hashtbl.replace groups k (i :: Option.value (Hashtbl.find_opt groups k) ~default:[])) k) keys;
  let rec edges () =
    match Certificate.fields r (Certificate.next r) with
    | "a" :: fs -> edge r dimension leaves keys c fs; edges ()
    | [ "." ] -> ()
    | _ -> reject r "expected a pair of leaves or the end of the pairs" in
  edges ();
  if c.count <> Hashtbl.length groups then
    Array.iteri (fun i k -> Option.iter (fun k ->
        List.iter (fun j -> if j > i && find c i <> find c j then separation r dimension leaves.(i) leaves.(j))
          (List.rev (Hashtbl.find groups k))) k) keys;
  expect r ".";
  c.count

(* ---- `pairs continuous`: where closed leaves meet, their outputs are the same ---- *)
(* Ids with a goal, which is 0, as places. *)
let places_with_goal r a b fs =
  match Tree.listed r (a.height + b.height) ~goal:true fs with
  | [] -> [ (0, Big.one) ]
  | ids ->
      let place id = if id = 0 then 0 else 1 + if id <= a.height then a.height - id else a.height + b.height - (id - a.height) in
      let rec gaps before = function [] -> [] | (p, l) :: rest -> (p - before - 1, l) :: gaps p rest in
      gaps (-1) (List.sort compare (List.map (fun (id, l) -> (place id, l)) ids))

let seam r a b =
  match Certificate.fields r (Certificate.next r) with
  | "x" :: fs -> Disjoint (places r a b fs)
  | "v" :: fs ->
      let rec pairs = function
        | up :: down :: rest -> (places_with_goal r a b up, places_with_goal r a b down) :: pairs rest
        | [] -> [] | [ _ ] -> reject r "a proof is missing" in
      let differ = List.length (List.filter Fun.id (List.map2 (fun f g -> not (same_form f g)) a.forms b.forms)) in
      let proofs = pairs (Certificate.groups fs) in
      if List.length proofs <> differ then reject r "not as many proofs as outputs that differ";
      Agree proofs
  | _ -> reject r "expected proofs"

let continuous r outputs leaves =
  expect r "pairs continuous";
  Array.iteri (fun i a ->
      for j = i + 1 to Array.length leaves - 1 do
        let b = leaves.(j) in
        if not (all_same a.forms b.forms) && not (seam_holds outputs a.leaf b.leaf (seam r a b)) then
          reject r "the outputs are not proved equal where the leaves meet"
      done) leaves

(* ---- `pairs concave`, `pairs convex`: on every leaf, its forms are at most (at least) those of every other map ---- *)
let curvature r convex leaves =
  expect r (if convex then "pairs convex" else "pairs concave");
  let maps = List.rev (List.fold_left (fun maps k ->
      if List.exists (all_same k.forms) maps then maps else k.forms :: maps) [] leaves) in
  List.iter (fun k ->
      if List.mem None k.forms then reject r "an output never fires";
      let others = List.filter (fun m -> not (all_same m k.forms)) maps in
      let proofs = List.map (fun map ->
          let groups = match Certificate.fields r (Certificate.next r) with
            | "v" :: fs -> Certificate.groups fs | _ -> reject r "expected proofs" in
          let left = ref groups in
          let of_output = List.map2 (fun f g ->
              if same_form f g then None else match !left with
                | p :: rest -> left := rest; Some (Tree.multipliers_at r k.height ~goal:true p)
                | [] -> reject r "a proof is missing") k.forms map in
          if !left <> [] then reject r "more proofs than outputs";
          of_output) others in
      List.iteri (fun j form ->
          let pieces = List.map (fun m -> Option.get (List.nth m j)) maps in
          let pfs = List.filter_map (fun ps -> List.nth ps j) proofs in
          if not (below_pieces convex k.leaf.cell (Option.get form) pieces pfs) then reject r "a piece is on the wrong side of the output")
        k.forms)
    leaves
