(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* SHA-256 (FIPS 180-4) of a string, in hexadecimal. *)

let primes n =
  let rec next p found =
    if List.length found = n then List.rev found
    else if List.exists (fun q -> p mod q = 0) found then next (p + 1) found
    else next (p + 1) (p :: found)
  in
  next 2 []

(* The first 32 bits of the fractional part of the k-th root of p, exactly. *)
let root_bits k p =
  let scaled = Z.shift_left (Z.of_int p) (32 * k) in
  Z.to_int (Z.logand (Z.root scaled k) (Z.of_int 0xffffffff))

let constants = Array.of_list (List.map (root_bits 3) (primes 64))
let start = Array.of_list (List.map (root_bits 2) (primes 8))
let mask = 0xffffffff
let rotate x n = ((x lsr n) lor (x lsl (32 - n))) land mask

let padded text =
  let n = String.length text in
  let zeros = (119 - (n mod 64)) mod 64 in
  let length = String.init 8 (fun i -> Char.chr ((8 * n) lsr (8 * (7 - i)) land 255)) in
  text ^ "\x80" ^ String.make zeros '\000' ^ length

let compress h block =
  let w = Array.make 64 0 in
  for i = 0 to 15 do
    for j = 0 to 3 do w.(i) <- (w.(i) lsl 8) lor Char.code block.[(4 * i) + j] done
  done;
  for i = 16 to 63 do
    let s0 = rotate w.(i - 15) 7 lxor rotate w.(i - 15) 18 lxor (w.(i - 15) lsr 3) in
    let s1 = rotate w.(i - 2) 17 lxor rotate w.(i - 2) 19 lxor (w.(i - 2) lsr 10) in
    w.(i) <- (w.(i - 16) + s0 + w.(i - 7) + s1) land mask
  done;
  let v = Array.copy h in
  for i = 0 to 63 do
    let s1 = rotate v.(4) 6 lxor rotate v.(4) 11 lxor rotate v.(4) 25 in
    let choice = v.(4) land v.(5) lxor (lnot v.(4) land mask land v.(6)) in
    let t1 = (v.(7) + s1 + choice + constants.(i) + w.(i)) land mask in
    let s0 = rotate v.(0) 2 lxor rotate v.(0) 13 lxor rotate v.(0) 22 in
    let majority = v.(0) land v.(1) lxor (v.(0) land v.(2)) lxor (v.(1) land v.(2)) in
    let t2 = (s0 + majority) land mask in
    Array.blit v 0 v 1 7;
    v.(4) <- (v.(4) + t1) land mask;
    v.(0) <- (t1 + t2) land mask
  done;
  Array.mapi (fun i x -> (x + v.(i)) land mask) h

let hex text =
  let data = padded text in
  let h = ref start in
  for i = 0 to (String.length data / 64) - 1 do h := compress !h (String.sub data (64 * i) 64) done;
  String.concat "" (Array.to_list (Array.map (Printf.sprintf "%08x") !h))
