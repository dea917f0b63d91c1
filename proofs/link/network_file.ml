(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Networks in the native JSON format, as values of the verified kernel. Trusted: that this is
   the network the user means. *)

exception Unusable of string     (* not a network file *)
exception Unsupported of string  (* a network the kernel has no definition of *)

let unusable fmt = Printf.ksprintf (fun s -> raise (Unusable s)) fmt

(* "p/q", "p" or an exact decimal. *)
let rational text =
  let digits s = s <> "" && String.for_all (fun c -> c >= '0' && c <= '9') s in
  let signed s =
    if s <> "" && s.[0] = '-' then (true, String.sub s 1 (String.length s - 1)) else (false, s) in
  let negative, body = signed text in
  let value =
    match String.index_opt body '/' with
    | Some i ->
        let p = String.sub body 0 i and q = String.sub body (i + 1) (String.length body - i - 1) in
        if not (digits p && digits q) then unusable "not a number: %s" text;
        if Z.equal (Z.of_string q) Z.zero then unusable "denominator zero: %s" text;
        Q.make (Z.of_string p) (Z.of_string q)
    | None ->
        let mantissa, exponent =
          match String.index_opt (String.lowercase_ascii body) 'e' with
          | None -> (body, 0)
          | Some i ->
              let e = String.sub body (i + 1) (String.length body - i - 1) in
              let e' = if e <> "" && e.[0] = '+' then String.sub e 1 (String.length e - 1) else e in
              let _, bare = signed e' in
              if not (digits bare) || String.length bare > 5 then unusable "not a number: %s" text;
              (String.sub body 0 i, int_of_string e')
        in
        let whole, fraction =
          match String.index_opt mantissa '.' with
          | None -> (mantissa, "")
          | Some i -> (String.sub mantissa 0 i, String.sub mantissa (i + 1) (String.length mantissa - i - 1))
        in
        if not (digits whole) || (fraction <> "" && not (digits fraction)) || String.contains mantissa '.' && fraction = ""
        then unusable "not a number: %s" text;
        let shift = exponent - String.length fraction in
        let n = Z.of_string (whole ^ fraction) in
        let power = Z.pow (Z.of_int 10) (abs shift) in
        if shift >= 0 then Q.of_bigint (Z.mul n power) else Q.make n power
  in
  if negative then Q.neg value else value

let kernel_rational (r : Q.t) : Kernel.q = { Kernel.qnum = r.Q.num; qden = r.Q.den }

let field key = function
  | Json.Object fields ->
      (match List.assoc_opt key fields with Some v -> v | None -> unusable "missing: %s" key)
  | _ -> unusable "expected an object with %s" key
let optional key = function Json.Object fields -> List.assoc_opt key fields | _ -> None
let list = function Json.List l -> l | _ -> unusable "expected a list"
let text = function Json.String s -> s | _ -> unusable "expected a string"
let number = function Json.String s | Json.Number s -> rational s | _ -> unusable "expected a number"
let vector v = List.map number (list v)

type domain = { dimension : int; rows : Q.t list list }  (* constant, then coefficients, >= 0 *)

let domain json =
  let box = List.map (fun pair -> match vector pair with [ l; h ] -> (l, h) | _ -> unusable "expected two bounds")
      (list (field "box" json)) in
  let d = List.length box in
  let unit i s = List.init d (fun j -> if i = j then Q.of_int s else Q.zero) in
  let bounds = List.concat (List.mapi (fun i (l, h) -> [ Q.neg l :: unit i 1; h :: unit i (-1) ]) box) in
  let constraints = match optional "constraints" json with None -> [] | Some l -> list l in
  let rows = List.filter_map (fun c ->
      let a = vector (field "coefficients" c) in
      if List.length a <> d then unusable "a constraint has the wrong number of coefficients";
      let bound = number (field "at_most" c) in
      if List.for_all (fun q -> Q.sign q = 0) a then
        if Q.sign bound < 0 then unusable "the domain is empty" else None
      else Some (bound :: List.map Q.neg a)) constraints in
  { dimension = d; rows = bounds @ rows }

let row (weights, bias) = (List.map kernel_rational weights, kernel_rational bias)
let affine_rows json =
  let weights = List.map vector (list (field "weights" json)) and biases = vector (field "biases" json) in
  if List.length weights <> List.length biases then unusable "as many biases as rows are needed";
  List.combine weights biases

type body = Layered of Kernel.layer_of_rationals list * int | Spiking of Kernel.q Kernel.network
type t = { body : body; own_encoder : (Q.t list * Q.t) list option; own_domain : domain option }

let layered json =
  let layer l =
    let rectified = match text (field "activation" l) with
      | "relu" -> true | "identity" -> false | a -> raise (Unsupported ("activation " ^ a)) in
    { Kernel.rows = List.map row (affine_rows l); rectified } in
  let jsons = list (field "layers" json) in
  if jsons = [] then unusable "no layers";
  let width = match affine_rows (List.hd jsons) with (w, _) :: _ -> List.length w | [] -> unusable "an empty layer" in
  let layers = List.map layer jsons in
  if not (Kernel.shapes_fit width layers) then unusable "the shapes of the layers do not fit";
  Layered (layers, width)

let spiking json inputs =
  (match field "response" json with
   | Json.String "linear" -> () | _ -> raise (Unsupported "a response that is not linear"));
  let references = match optional "references" json with None -> [] | Some v -> vector v in
  let k = inputs + List.length references in
  let names = Hashtbl.create 64 in
  for i = 1 to inputs do Hashtbl.replace names ("x" ^ string_of_int i) (i - 1) done;
  List.iteri (fun i _ -> Hashtbl.replace names ("r" ^ string_of_int (i + 1)) (inputs + i)) references;
  let node name = match Hashtbl.find_opt names name with Some i -> i | None -> unusable "unknown node: %s" name in
  let neuron position json =
    let synapses = match field "synapses" json with
      | Json.List l ->
          List.map (fun s -> (text (field "from" s), number (field "weight" s),
                              match optional "delay" s with None -> Q.zero | Some d -> number d)) l
      | columns ->
          let from = List.map text (list (field "from" columns)) and weight = vector (field "weight" columns) in
          let delay = match optional "delay" columns with
            | None -> List.map (fun _ -> Q.zero) from | Some v -> vector v in
          if List.length from <> List.length weight || List.length from <> List.length delay then
            unusable "columns of different length";
          List.map2 (fun (f, w) d -> (f, w, d)) (List.combine from weight) delay in
    let threshold = number (field "threshold" json) in
    if Q.sign threshold <= 0 then unusable "a threshold is not positive";
    let synapse (from, w, d) =
      if Q.sign d < 0 then unusable "a delay is negative";
      { Kernel.source = node from; weight = kernel_rational w; delay = kernel_rational d } in
    let result = { Kernel.threshold = kernel_rational threshold; synapses = List.map synapse synapses } in
    let name = text (field "name" json) in
    if Hashtbl.mem names name then unusable "two nodes are called %s" name;
    Hashtbl.replace names name (k + position);
    result in
  let neurons = List.mapi neuron (list (field "neurons" json)) in
  let time key = number (field key json) in
  Spiking { Kernel.inputs; input_time = kernel_rational (time "input_time");
            references = List.map kernel_rational references; neurons;
            outputs = List.map (fun o -> node (text o)) (list (field "outputs" json));
            output_time = kernel_rational (time "output_time") }

let read json_text =
  let json = try Json.parse json_text with Json.Malformed why -> unusable "%s" why in
  let own_domain = Option.map domain (optional "domain" json) in
  let own_encoder = Option.map affine_rows (optional "encoder" json) in
  let body inputs = match text (field "network" json) with
    | "relu" -> layered json
    | "srm" -> spiking json (inputs ())
    | other -> unusable "unknown kind of network: %s" other in
  (json, own_encoder, own_domain, body)
