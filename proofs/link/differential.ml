(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* differential CHECKER VERIFIED DIRECTORY NETWORKS MUTANTS: writes certificates of random ReLU networks on
   an interval beside the ones that are there, damages them in many ways, and runs both checkers on all of them. A
   disagreement is one that says VERIFIED where the other does not; HOLEY agrees with everything. *)

let checker, verified, directory, networks, mutants =
  match Sys.argv with
  | [| _; c; v; d; n; m |] -> (c, v, d, int_of_string n, int_of_string m)
  | _ -> prerr_endline "usage: differential CHECKER VERIFIED DIRECTORY NETWORKS MUTANTS"; exit 2

(* Longer certificates are compared, but not damaged. *)
let longest = 20_000

(* ---- random networks ---- *)
let small () = Q.make (Z.of_int (Random.int 9 - 4)) (Z.of_int (1 + Random.int 2))

type layer = { rows : (Q.t list * Q.t) list; rectified : bool }

let random_network () =
  let rec layers width depth =
    let n = 1 + Random.int 3 in
    let row w = (List.init w (fun _ -> small ()), small ()) in
    if depth = 0 then [ { rows = List.init (1 + Random.int 2) (fun _ -> row width); rectified = false } ]
    else { rows = List.init n (fun _ -> row width); rectified = true } :: layers n (depth - 1)
  in
  layers 1 (1 + Random.int 3)

let quoted q = "\"" ^ Q.to_string q ^ "\""
let listed f l = "[" ^ String.concat "," (List.map f l) ^ "]"
let json layers =
  let layer l =
    Printf.sprintf "{\"weights\": %s, \"biases\": %s, \"activation\": \"%s\"}"
      (listed (fun (w, _) -> listed quoted w) l.rows) (listed (fun (_, b) -> quoted b) l.rows)
      (if l.rectified then "relu" else "identity") in
  Printf.sprintf "{\"network\": \"relu\", \"domain\": {\"box\": [[\"-2\",\"2\"]]}, \"layers\": %s}\n" (listed layer layers)

(* ---- their certificates ---- *)
type form = { b : Q.t; a : Q.t }  (* b + a x *)

let primitive f =
  let den = Z.lcm f.b.Q.den f.a.Q.den in
  let n q = Z.mul q.Q.num (Z.divexact den q.Q.den) in
  let g = Z.gcd (n f.b) (n f.a) in
  if Z.sign g = 0 then (Z.zero, Z.zero) else (Z.divexact (n f.b) g, Z.divexact (n f.a) g)
let opposite f = { b = Q.neg f.b; a = Q.neg f.a }
let at f x = Q.add f.b (Q.mul f.a x)

(* An interval, with the ids and forms of the rows that bound it. *)
type cell = { low : Q.t; low_row : int * form; high : Q.t; high_row : int * form; last_id : int }

(* Multipliers of f >= 0 on the cell. *)
let proof cell f =
  let _, a = primitive f in
  if Z.sign a = 0 then ""
  else
    let id, row = if Z.sign a > 0 then cell.low_row else cell.high_row in
    let _, r = primitive row in
    let g = Z.gcd a r in
    Printf.sprintf "0:%s %d:%s" (Z.to_string (Z.abs (Z.divexact r g))) id (Z.to_string (Z.abs (Z.divexact a g)))

let sum values (w, bias) = List.fold_left2 (fun s k f -> { b = Q.add s.b (Q.mul k f.b); a = Q.add s.a (Q.mul k f.a) })
    { b = bias; a = Q.zero } w values

(* Calls [line] for every line of the tree and [leaf] at every leaf. *)
let rec walk line leaf layers values cell pattern =
  match layers with
  | [] -> leaf cell values pattern
  | l :: rest -> steps line leaf l.rectified rest l.rows values [] cell pattern
and steps line leaf rectified rest rows values done_ cell pattern =
  match rows with
  | [] -> walk line leaf rest (List.rev done_) cell pattern
  | row :: rows ->
      let z = sum values row in
      let go value cell bit = steps line leaf rectified rest rows values (value :: done_) cell (bit ^ pattern) in
      let zero = { b = Q.zero; a = Q.zero } in
      if not rectified then go z cell ""
      else if Q.sign z.a = 0 then if Q.sign z.b > 0 then go z cell "1" else go zero cell "0"
      else begin
        let at_low = Q.sign (at z cell.low) and at_high = Q.sign (at z cell.high) in
        if at_low * at_high < 0 then begin
          line "s";
          let root = Q.neg (Q.div z.b z.a) and id = cell.last_id + 1 in
          let below f = { cell with high = root; high_row = (id, f); last_id = id }
          and above f = { cell with low = root; low_row = (id, f); last_id = id } in
          go z (if Q.sign z.a > 0 then above z else below z) "1";
          go zero (if Q.sign z.a > 0 then below (opposite z) else above (opposite z)) "0"
        end
        else if at_low > 0 || at_high > 0 then (line ("+ " ^ proof cell z); go z cell "1")
        else (line ("- " ^ proof cell (opposite z)); go zero cell "0")
      end

let certificate layers digest name full =
  let one = { b = Q.of_int 2; a = Q.one } in
  let cell = { low = Q.of_int (-2); low_row = (1, one); high = Q.of_int 2; high_row = (2, { one with a = Q.minus_one }); last_id = 2 } in
  let start = [ { b = Q.zero; a = Q.one } ] in
  let patterns = Hashtbl.create 16 and least = ref None in
  walk ignore (fun c values pattern ->
      Hashtbl.replace patterns pattern ();
      List.iter (fun f -> List.iter (fun x ->
          let v = at f x in
          match !least with Some m when Q.leq m v -> () | _ -> least := Some v) [ c.low; c.high ]) values)
    layers start cell "";
  let least = Option.get !least in
  let out = Buffer.create 256 in
  let line s = Buffer.add_string out (s ^ "\n") in
  line "polyspike-certificate 1";
  line (Printf.sprintf "network %s %s" digest name);
  if full then line (Printf.sprintf "claim holds cells=%d" (Hashtbl.length patterns));
  line ("claim holds output>=" ^ Q.to_string least);
  line "claim holds continuous";
  line "proof";
  if full then line "by tree";
  line "by tree"; line "by theorem";
  line (if full then "tree full" else "tree all");
  walk line (fun c values _ ->
      let middle = Q.div (Q.add c.low c.high) (Q.of_int 2) in
      let proofs = List.map (fun f ->
          let p = proof c { f with b = Q.sub f.b least } in if p = "" then " |" else " | " ^ p) values in
      line (Printf.sprintf "l %s %s%s" (Z.to_string middle.Q.den) (Z.to_string middle.Q.num) (String.concat "" proofs)))
    layers start cell "";
  line "end";
  Buffer.contents out

(* ---- damage ---- *)
let pick l = List.nth l (Random.int (List.length l))
let damage text =
  let lines = Array.of_list (String.split_on_char '\n' (String.trim text)) in
  let n = Array.length lines in
  let i = Random.int n in
  let tokens = String.split_on_char ' ' lines.(i) in
  let replace f = lines.(i) <- String.concat " " (List.mapi (fun j t -> if j = Random.int (List.length tokens) then f t else t) tokens) in
  let number t = match int_of_string_opt t with Some k -> string_of_int (k + pick [ -1; 1; 2; -k - k ]) | None -> t in
  (match Random.int 9 with
   | 0 -> lines.(i) <- "%"
   | 1 -> let j = Random.int n in let t = lines.(i) in lines.(i) <- lines.(j); lines.(j) <- t
   | 2 -> lines.(i) <- lines.(Random.int n)
   | 3 | 4 -> replace number
   | 5 -> replace (fun t -> match String.split_on_char ':' t with
       | [ id; m ] -> if Random.bool () then number id ^ ":" ^ m else id ^ ":" ^ number m | _ -> number t)
   | 6 -> lines.(i) <- (match lines.(i) with "s" -> pick [ "x 1:1"; "+ 0:1"; "-" ] | "" -> ""
                                          | l when l.[0] = '+' -> "-" ^ String.sub l 1 (String.length l - 1)
                                          | l when l.[0] = '-' -> "+" ^ String.sub l 1 (String.length l - 1) | l -> l)
   | 7 -> replace (fun t -> pick [ ""; t ^ "0"; "-" ^ t; "|"; t;
                                   String.map (function '0' when Random.bool () -> '1' | '1' when Random.bool () -> '0'
                                                      | '<' -> pick [ '>'; '?' ] | '>' -> pick [ '<'; '?' ] | c -> c) t ])
   | _ -> for j = i to n - 1 do if Random.int 3 = 0 then lines.(j) <- "%" done);
  String.concat "\n" (Array.to_list lines) ^ "\n"

(* ---- both checkers ---- *)
let write path text = let c = open_out_bin path in output_string c text; close_out c
let verdict program path = Sys.command (Printf.sprintf "%s %s > /dev/null 2>&1" (Filename.quote program) (Filename.quote path))

let read path = let c = open_in_bin path in let t = really_input_string c (in_channel_length c) in close_in c; t

let () =
  let seed = 20260922 in
  Random.init seed;
  let pools = [| []; [] |] and total = ref 0 and accepted = ref 0 and holey = ref 0 and codes = ref 0 and wrong = ref 0 in
  let compare_on path text =
    write path text;
    let a = verdict checker path and b = verdict verified path in
    incr total;
    if b = 0 then incr accepted;
    if b = 3 then (incr holey; if a = 2 then incr codes)
    else if a = 3 || (a = 0) <> (b = 0) || not (List.mem a [ 0; 1; 2 ] && List.mem b [ 0; 1; 2 ]) then begin
      incr wrong;
      Printf.printf "DISAGREEMENT %d %d: disagreement-%d.cert\n%!" a b !wrong;
      write (Filename.concat directory (Printf.sprintf "disagreement-%d.cert" !wrong)) text
    end
    else if a <> b then incr codes;
    (a, b)
  in
  let report what =
    Printf.printf "%s: %d, %d verified by both, %d HOLEY, %d refused with different exit codes, %d disagreements\n%!"
      what !total !accepted !holey !codes !wrong;
    total := 0; accepted := 0; holey := 0; codes := 0 in
  Array.iter (fun file ->
      if Filename.check_suffix file ".cert" then begin
        let path = Filename.concat directory file in
        let text = read path in
        let _, b = compare_on path text in
        if b = 0 && String.length text < longest then pools.(0) <- text :: pools.(0)
      end) (let files = Sys.readdir directory in Array.sort compare files; files);
  report "certificates of the program";
  for i = 1 to networks do
    let layers = random_network () in
    let name = Printf.sprintf "n%d.json" i in
    let text = json layers in
    write (Filename.concat directory name) text;
    List.iter (fun full ->
        let c = certificate layers (Sha256.hex text) name full in
        let path = Filename.concat directory (Printf.sprintf "n%d-%s.cert" i (if full then "full" else "all")) in
        pools.(1) <- c :: pools.(1);
        match compare_on path c with
        | 0, 0 -> ()
        | a, b -> incr wrong; Printf.printf "NOT VERIFIED %d %d: %s\n%!" a b path) [ true; false ]
  done;
  report "certificates of random ReLU networks";
  let pools = Array.map Array.of_list pools in
  let path = Filename.concat directory "mutant.cert" in
  for k = 1 to mutants do
    let pool = if Array.length pools.(0) > 0 && k mod 3 > 0 then pools.(0) else pools.(1) in
    ignore (compare_on path (damage pool.(Random.int (Array.length pool))))
  done;
  report (Printf.sprintf "mutants (seed %d)" seed);
  if !wrong > 0 then exit 1
