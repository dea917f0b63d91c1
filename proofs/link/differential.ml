(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* differential CHECKER DIRECTORY NETWORKS MUTANTS SEED: writes certificates of random ReLU networks on an interval beside the
   ones that are there, damages them in many ways, and gives all of them to the program CHECKER and to the verified
   checker, which is linked in here. A disagreement is one that says VERIFIED where the other does not; HOLEY agrees with
   everything. Half of the mutants are made by a second process. *)

let checker, directory, networks, mutants, seed =
  match Sys.argv with
  | [| _; c; d; n; m; s |] -> (c, d, int_of_string n, int_of_string m, int_of_string s)
  | _ -> prerr_endline "usage: differential CHECKER DIRECTORY NETWORKS MUTANTS SEED"; exit 2

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
let read path = let c = open_in_bin path in let t = really_input_string c (in_channel_length c) in close_in c; t

let nowhere = Unix.openfile "/dev/null" [ Unix.O_RDWR ] 0
let verdict path =
  let rec wait pid = match Unix.waitpid [] pid with
    | exception Unix.Unix_error (Unix.EINTR, _, _) -> wait pid
    | _, Unix.WEXITED code -> code
    | _, (Unix.WSIGNALED s | Unix.WSTOPPED s) -> 1000 + abs s in
  wait (Unix.create_process checker [| checker; path |] nowhere nowhere nowhere)

type tally = { total : int; both : int; neither : int; holey : int; wrong : int }
let none = { total = 0; both = 0; neither = 0; holey = 0; wrong = 0 }
let add a b = { total = a.total + b.total; both = a.both + b.both; neither = a.neither + b.neither;
                holey = a.holey + b.holey; wrong = a.wrong + b.wrong }

let report what t =
  Printf.printf "%s: %d, both say VERIFIED %d, neither does %d, HOLEY %d, disagreements %d\n%!"
    what t.total t.both t.neither t.holey t.wrong;
  t

(* [name]: where a disagreement is kept. *)
let compare_on name path =
  let a = verdict path and b = Judge.code (Judge.verdict path []) in
  if b = 3 then { none with total = 1; holey = 1 }
  else if a = 0 && b = 0 then { none with total = 1; both = 1 }
  else if (a = 1 || a = 2) && b <> 0 then { none with total = 1; neither = 1 }
  else begin
    let kept = Filename.concat directory ("disagreement-" ^ name ^ ".cert") in
    write kept (read path);
    Printf.printf "DISAGREEMENT, exit codes %d and %d: %s\n%!" a b kept;
    { none with total = 1; wrong = 1 }
  end

let files_in directory = List.sort compare (Array.to_list (Sys.readdir directory))
let certificates () = List.filter (fun f -> Filename.check_suffix f ".cert") (files_in directory)

let written =
  let all = certificates () in
  let t = List.fold_left (fun t f -> add t (compare_on f (Filename.concat directory f))) none all in
  report "certificates of the program" t

let random =
  Random.init seed;
  let one i full =
    let layers = random_network () in
    let kind = if full then "full" else "all" in
    let name = Printf.sprintf "random-%d-%s" i kind in
    let text = json layers in
    write (Filename.concat directory (name ^ ".json")) text;
    let path = Filename.concat directory (name ^ ".cert") in
    write path (certificate layers (Sha256.hex text) (name ^ ".json") full);
    let t = compare_on name path in
    if t.both = 1 then t else begin Printf.printf "not verified by both: %s\n" path; { t with wrong = 1 } end in
  let all = List.concat (List.init networks (fun i -> [ one i true; one i false ])) in
  report "certificates of random ReLU networks" (List.fold_left add none all)

(* Two out of three mutants are of certificates of the program. Those that are HOLEY are not damaged. *)
let mutants_of worker count =
  Random.init (seed + worker);
  let verified f =
    let path = Filename.concat directory f in
    (Unix.stat path).Unix.st_size < longest && Judge.verdict path [] = Judge.Verified in
  let pools = List.partition (fun f -> String.length f > 7 && String.sub f 0 7 = "random-") (List.filter verified (certificates ())) in
  let random, program = Array.of_list (fst pools), Array.of_list (snd pools) in
  let path = Filename.concat directory (Printf.sprintf "mutant-%d" worker) in
  let one k =
    let pool = if Array.length program > 0 && k mod 3 > 0 then program else random in
    let f = pool.(Random.int (Array.length pool)) in
    write path (damage (read (Filename.concat directory f)));
    compare_on (Printf.sprintf "%d-%d" worker k) path in
  let rec sum t k = if k = count then t else sum (add t (one k)) (k + 1) in
  sum none 0

let damaged =
  let here, there = Unix.pipe () in
  flush_all ();
  match Unix.fork () with
  | 0 ->
      let channel = Unix.out_channel_of_descr there in
      output_value channel (mutants_of 1 (mutants / 2));
      close_out channel;
      exit 0
  | _ ->
      Unix.close there;
      let mine = mutants_of 2 (mutants - (mutants / 2)) in
      let theirs : tally = input_value (Unix.in_channel_of_descr here) in
      report (Printf.sprintf "mutants (seed %d)" seed) (add mine theirs)

let () = if List.exists (fun t -> t.wrong > 0) [ written; random; damaged ] then exit 1
