(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* JSON with numbers kept as their text, so that decimals stay exact. *)

type t =
  | Null | Bool of bool | Number of string | String of string | List of t list
  | Object of (string * t) list

exception Malformed of string

let max_depth = 100

let parse text =
  let n = String.length text in
  let position = ref 0 in
  let fail why = raise (Malformed (Printf.sprintf "byte %d: %s" !position why)) in
  let peek () = if !position < n then text.[!position] else '\000' in
  let rec spaces () =
    match peek () with
    | ' ' | '\t' | '\n' | '\r' when !position < n -> incr position; spaces ()
    | _ -> ()
  in
  let expect c = if peek () = c && !position < n then incr position else fail (Printf.sprintf "expected '%c'" c) in
  let word w value =
    if !position + String.length w <= n && String.sub text !position (String.length w) = w then
      (position := !position + String.length w; value)
    else fail ("expected " ^ w)
  in
  let string () =
    expect '"';
    let b = Buffer.create 16 in
    let rec go () =
      if !position >= n then fail "a string does not end";
      let c = text.[!position] in
      incr position;
      if c = '"' then Buffer.contents b
      else if Char.code c < 32 then fail "a control character in a string"
      else if c = '\\' then begin
        let e = peek () in
        incr position;
        (match e with
         | '"' | '\\' | '/' -> Buffer.add_char b e
         | 'n' -> Buffer.add_char b '\n' | 't' -> Buffer.add_char b '\t'
         | 'r' -> Buffer.add_char b '\r' | 'b' -> Buffer.add_char b '\b' | 'f' -> Buffer.add_char b '\012'
         | 'u' when !position + 4 <= n ->
             (match int_of_string_opt ("0x" ^ String.sub text !position 4) with
              | Some u when Uchar.is_valid u -> Buffer.add_utf_8_uchar b (Uchar.of_int u)
              | _ -> fail "an unknown escape");
             position := !position + 4
         | _ -> fail "an unknown escape");
        go ()
      end
      else (Buffer.add_char b c; go ())
    in
    go ()
  in
  let number () =
    let first = !position in
    let is_part c = match c with '0' .. '9' | '-' | '+' | '.' | 'e' | 'E' -> true | _ -> false in
    while !position < n && is_part text.[!position] do incr position done;
    if !position = first then fail "expected a value";
    Number (String.sub text first (!position - first))
  in
  let rec value depth =
    if depth > max_depth then fail "nested too deeply";
    spaces ();
    let v =
      match peek () with
      | '{' -> incr position; Object (members depth)
      | '[' -> incr position; List (elements depth)
      | '"' -> String (string ())
      | 't' -> word "true" (Bool true)
      | 'f' -> word "false" (Bool false)
      | 'n' -> word "null" Null
      | _ -> number ()
    in
    spaces (); v
  and members depth =
    spaces ();
    if peek () = '}' then (incr position; [])
    else
      let rec go acc =
        spaces ();
        let key = string () in
        spaces (); expect ':';
        let v = value (depth + 1) in
        if List.mem_assoc key acc then fail ("twice: " ^ key);
        let acc = (key, v) :: acc in
        if peek () = ',' then (incr position; go acc) else (expect '}'; List.rev acc)
      in
      go []
  and elements depth =
    spaces ();
    if peek () = ']' then (incr position; [])
    else
      let rec go acc =
        let v = value (depth + 1) in
        if peek () = ',' then (incr position; go (v :: acc)) else (expect ']'; List.rev (v :: acc))
      in
      go []
  in
  let v = value 0 in
  if !position <> n then fail "expected the end of the file";
  v
