(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* What the claims are about: a network, or two side by side, with its domain, as the kernel replays it. *)
open Certificate

type subject = {
  network : Network_file.t;
  program : Kernel.program;
  outputs : int list;                 (* registers *)
  layered : bool;
  lipschitz : bool;                   (* every output is, by theorem *)
  rows : Kernel.constraint0 list;     (* the domain, oldest first *)
  pairs : (int * int) list;           (* outputs of two networks side by side *)
}

let constraint_of row =
  let den = List.fold_left (fun d (q : Q.t) -> Z.lcm d q.Q.den) Z.one row in
  let v = List.map (fun (q : Q.t) -> Z.mul q.Q.num (Z.divexact den q.Q.den)) row in
  { Kernel.is_strict = false; vector = Kernel.primitive v }

let identity n = List.init n (fun i -> (List.init n (fun j -> if i = j then Q.one else Q.zero), Q.zero))

let subject statement json_text =
  let module N = Network_file in
  let _, own_encoder, own_domain, body = N.read json_text in
  let replaced = statement.domain <> None in
  let encoder = if replaced then statement.encoder else own_encoder in
  let domain = match (if replaced then statement.domain else own_domain) with
    | Some d -> d | None -> raise (N.Unusable "no domain") in
  let d = domain.N.dimension in
  let body = body (fun () -> match encoder with Some rows -> List.length rows | None -> d) in
  let rows = match encoder with Some rows -> rows | None -> identity d in
  if List.exists (fun (w, _) -> List.length w <> d) rows then raise (N.Unusable "the encoder does not fit the domain");
  let kernel_rows = List.map N.row rows in
  let network = { N.body; own_encoder; own_domain } in
  let dominated = match body with N.Spiking net -> Kernel.dominated_check net | N.Layered _ -> false in
  let program, outputs, layered = match body with
    | N.Layered (layers, width) ->
        if List.length rows <> width then raise (N.Unusable "the domain does not fit the network");
        let layers = if encoder = None then layers else { Kernel.rows = kernel_rows; rectified = false } :: layers in
        let program = Kernel.layered_program d layers in
        let registers = d + List.length program.Kernel.gates in
        let last = List.length (List.nth layers (List.length layers - 1)).Kernel.rows in
        (program, List.init last (fun i -> registers - last + i), true)
    | N.Spiking net ->
        if List.length rows <> net.Kernel.inputs then raise (N.Unusable "the domain does not fit the network");
        let program = Kernel.spiking_program d kernel_rows net in
        let registers = d + List.length program.Kernel.gates and last = List.length net.Kernel.outputs in
        (program, List.init last (fun i -> registers - last + i), false)
  in
  { network; program; outputs; layered; lipschitz = layered || dominated; rows = List.map constraint_of domain.N.rows; pairs = [] }

(* Both networks on the same coordinates. *)
let product a b =
  if a.rows <> b.rows || a.program.Kernel.dimension <> b.program.Kernel.dimension then
    raise (Network_file.Unusable "the two networks have different domains");
  if List.length a.outputs <> List.length b.outputs then
    raise (Network_file.Unusable "the two networks have different numbers of outputs");
  let behind = List.length a.program.Kernel.gates in
  { a with program = Kernel.product a.program b.program; layered = a.layered && b.layered; lipschitz = a.lipschitz && b.lipschitz;
           pairs = List.map2 (fun i j -> (i, j + behind)) a.outputs b.outputs }

let has_spikes s = List.exists (function Kernel.Spike _ -> true | _ -> false) s.program.Kernel.gates
