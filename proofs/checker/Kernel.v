(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The checker's kernel: a certificate is a tree in prefix order, one token after the other; the
   state is the stack of open branches. A branch knows linear constraints on the point x, and the
   registers of the gates passed as affine forms of x. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes.
Require Import Polyspike.checker.Cover Polyspike.checker.Causal.
Import ListNotations.
Open Scope Z_scope.

(* ------------------------------------------------------------------ branches *)
Record branch := Branch {
  known : list constraint;        (* newest first *)
  ahead : list gate;
  regs : symbolic;
  seen : list decision }.

(* The pattern of a leaf holds inside its cell, where the rows that are not constant are > 0. *)
Record leaf (A : Type) := Leaf { cell : list constraint; outcome : symbolic; decisions : list decision; payload : A }.
(* What a certificate leaves: leaves, and hyperplanes v . (1, x) = 0 that hold the points not accounted for. *)
Inductive piece (A : Type) := Region (l : leaf A) | Thin (v : vec).
Arguments Region {A}. Arguments Thin {A}.
Arguments Leaf {A}. Arguments cell {A}. Arguments outcome {A}. Arguments decisions {A}. Arguments payload {A}.

Fixpoint advance (ks : list constraint) (gs : list gate) (rs : symbolic) (sn : list decision) : branch :=
  match gs with
  | Affine c :: gs' => advance ks gs' (rs ++ [combination_form c rs]) sn
  | _ => Branch ks gs rs sn
  end.

(* New rows. In a full tree all rows are made strict, and the hyperplanes this leaves out are pieces. *)
Definition added (full : bool) (cs ks : list constraint) : list constraint := (if full then map sharp cs else cs) ++ ks.
Definition is_blunt (c : constraint) : bool := negb (is_strict c) && negb (is_constant (vector c)).
Definition left_out {A} (full : bool) (cs : list constraint) : list (piece A) :=
  if full then map (fun c => Thin (vector c)) (filter is_blunt cs) else [].

(* ------------------------------------------------------------------ tokens *)
Inductive token (A : Type) :=
| Empty (ms : multipliers)                          (* nothing is in this branch *)
| Sharpen                                           (* all rows are made strict *)
| Cut (s : bool) (v : vec)                          (* v >= 0 (s: > 0), and its complement *)
| Split                                             (* next ReLU: on, and off *)
| Known (on : bool) (ms : multipliers)              (* next ReLU: proved on, or off *)
| Causal (c : causal)                               (* next spiking neuron: its regions *)
| Hush (kept : list bool) (pasts : list below)      (* next spiking neuron: never *)
| Done (a : A).
Arguments Empty {A}. Arguments Sharpen {A}. Arguments Cut {A}. Arguments Split {A}. Arguments Known {A}.
Arguments Causal {A}. Arguments Hush {A}. Arguments Done {A}.

Definition region_rows (r : region_data) : list constraint := rev (map (fun s => Constraint false (row s)) (sides r)).

Section Steps.
Variables (d : nat) (full : bool).   (* coordinates; the kind of tree *)

(* One token: the branches that replace the one on top of the stack, and what ends there. *)
Definition step {A} (tk : token A) (b : branch) : option (list branch * list (piece A)) :=
  match tk with
  | Empty ms => if refutes (known b) ms then Some ([], []) else None
  | Sharpen => Some ([Branch (map sharp (known b)) (ahead b) (regs b) (seen b)], left_out true (known b))
  | Cut s v =>
      let c := Constraint s v in
      let side k := Branch (added full [k] (known b)) (ahead b) (regs b) (seen b) in
      Some ([side c; side (negation c)], left_out full [c; negation c])
  | Split =>
      match ahead b with
      | Relu c :: gs =>
          match combination_form c (regs b) with
          | Some f =>
              let k := positive_form false f in
              if is_constant (vector k) then None else
              Some ([advance (added full [k] (known b)) gs (regs b ++ [Some f]) (seen b ++ [On]);
                     advance (added full [negation k] (known b)) gs (regs b ++ [Some (constant_form 0)]) (seen b ++ [Off])],
                    left_out full [k; negation k])
          | None => None
          end
      | _ => None
      end
  | Known on ms =>
      match ahead b with
      | Relu c :: gs =>
          match combination_form c (regs b) with
          | Some f =>
              let k := positive_form false f in
              if implies (known b) ms (if on then (if is_sloped d (vector k) then k else positive_form true f)
                                             else negation (positive_form true f))
              then Some ([advance (known b) gs (regs b ++ [Some (if on then f else constant_form 0)])
                                  (seen b ++ [if on then On else Off])], [])
              else None
          | None => None
          end
      | _ => None
      end
  | Causal c =>
      match ahead b with
      | Spike nu :: gs =>
          if Z.eqb (sign (threshold nu)) 1 then
            match causal_regions d (known b) (threshold nu) (arrivals nu (regs b)) c with
            | Some rs =>
                Some (map (fun r => advance (added full (region_rows r) (known b)) gs (regs b ++ [Some (fires_at r)])
                                            (seen b ++ [Fires (mask r)])) rs,
                      flat_map (fun r => left_out full (region_rows r)) rs)
            | None => None
            end
          else None
      | _ => None
      end
  | Hush N ps =>
      match ahead b with
      | Spike nu :: gs =>
          if Z.eqb (sign (threshold nu)) 1 && is_silent (known b) (threshold nu) N (arrivals nu (regs b)) ps
          then Some ([advance (known b) gs (regs b ++ [None]) (seen b ++ [Never])], [])
          else None
      | _ => None
      end
  | Done a => match ahead b with [] => Some ([], [Region (Leaf (known b) (regs b) (seen b) a)]) | _ => None end
  end.

(* A whole certificate; the program that runs this keeps only the stack. *)
Fixpoint feed {A} (tks : list (token A)) (stack : list branch) : option (list (piece A)) :=
  match tks, stack with
  | [], [] => Some []
  | tk :: tks', b :: stack' =>
      match step tk b with
      | Some (bs, ls) => option_map (app ls) (feed tks' (bs ++ stack'))
      | None => None
      end
  | _, _ => None
  end.
End Steps.

Definition input_forms (d : nat) : symbolic := map (fun i => Some (Form (repeat 0 (S i) ++ [1]) 1)) (seq 0 d).
Definition start (p : program) (domain : list constraint) : branch :=
  advance domain (gates p) (input_forms (dimension p)) [].
