(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The regions of a spike are listed one by one among their subtrees, but the kernel wants them together. A first pass
   over the file notes where the lines m of every line r stand, and a leaf with a point below one of them. *)

type block = { mutable places : int list; mutable count : int; mutable leaf : (int * int) option }
type t = { channel : in_channel; mutable blocks : block list }  (* in the order of the lines r *)

let scan path =
  let channel = open_in_bin path in
  let blocks = ref [] and pending = ref [] in
  let first c line = line = String.make 1 c || (String.length line > 1 && line.[0] = c && line.[1] = ' ') in
  let started = ref false in
  (try
     while true do
       let place = pos_in channel in
       let line = input_line channel in
       if not !started then started := first 't' line || String.length line > 4 && String.sub line 0 5 = "tree "
       else if line <> "" then
         match line.[0], !pending with
         | 'r', _ when first 'r' line ->
             let b = { places = []; count = 0; leaf = None } in
             blocks := b :: !blocks;
             pending := b :: !pending
         | 'm', b :: _ when first 'm' line -> b.places <- place :: b.places; b.count <- b.count + 1
         | 'l', b :: _ when b.leaf = None && String.length line > 2 && line.[2] <> '|' -> b.leaf <- Some (b.count - 1, place)
         | '.', b :: rest when line = "." ->
             (match rest, b.leaf with
              | outer :: _, Some (_, leaf) when outer.leaf = None -> outer.leaf <- Some (outer.count - 1, leaf)
              | _ -> ());
             pending := rest
         | _ -> ()
     done
   with End_of_file -> ());
  { channel; blocks = List.rev !blocks }

let line_at t place = seek_in t.channel place; input_line t.channel

(* The lines m of the next line r, and the line of a leaf below the i-th of them. *)
let regions t = match t.blocks with
  | [] -> ([], None)
  | b :: rest ->
      t.blocks <- rest;
      (List.rev_map (line_at t) b.places,
       match b.leaf with Some (i, place) when i >= 0 -> Some (i, line_at t place) | _ -> None)

let close t = close_in t.channel
