(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The checker's kernel: a certificate is a tree in prefix order, one token after the other; the
   state is the stack of open branches. A branch knows linear constraints on the point x, the
   registers of the gates passed as affine forms of x, and, while a spiking neuron is being
   decided, its firing time t as one more variable with the memberships a_u < t decided so far. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program.
Import ListNotations.
Open Scope Z_scope.

(* ------------------------------------------------------------------ symbolic registers *)
Definition symbolic := list (option form).

Fixpoint combine_forms (b : form) (ts : list (nat * Q)) (regs : symbolic) : option form :=
  match ts with
  | [] => Some b
  | (i, q) :: ts' =>
      match nth i regs None, combine_forms b ts' regs with
      | Some f, Some g => Some (add_scaled q f g)
      | _, _ => None
      end
  end.
Definition combination_form (c : combination) (regs : symbolic) : option form :=
  option_map reduce (combine_forms (constant_form (bias c)) (terms c) regs).

(* Effective weight and arrival time of every synapse; a silent source has weight 0. *)
Definition spikes := list (Q * form).
Definition arrivals (nu : neuron Q) (regs : symbolic) : spikes :=
  map (fun s => match nth (source s) regs None with
                | Some f => (weight s, add_scaled 1 (constant_form (delay s)) f)
                | None => (0%Q, constant_form 0)
                end) (synapses nu).

Definition sign (q : Q) : Z := Z.sgn (Qnum q).

Fixpoint mask_weight (m : list bool) (sp : spikes) : Q :=
  match m, sp with
  | b :: m', (w, _) :: sp' => if b then Qred (w + mask_weight m' sp') else mask_weight m' sp'
  | _, _ => 0%Q
  end.
Fixpoint mask_moment (m : list bool) (sp : spikes) : form :=
  match m, sp with
  | b :: m', (w, a) :: sp' => if b then add_scaled w a (mask_moment m' sp') else mask_moment m' sp'
  | _, _ => constant_form 0
  end.
(* t_E, when W_E > 0 *)
Definition candidate_form (th : Q) (m : list bool) (sp : spikes) : option form :=
  match mask_weight m sp with
  | Zpos p # d => Some (divide (add_scaled 1 (constant_form th) (mask_moment m sp)) p d)
  | _ => None
  end.
(* W_E s - sum_E w a: the potential at s when E are the spikes before s. *)
Definition affine_potential (m : list bool) (sp : spikes) (s : form) : form :=
  add_scaled (mask_weight m sp) s (add_scaled (-1) (mask_moment m sp) (constant_form 0)).

(* ------------------------------------------------------------------ branches *)
Record deciding := Deciding { neuron_of : neuron Q; spikes_of : spikes; members : list (option bool) }.
Inductive phase := Plain | Firing (d : deciding) | Silent (d : deciding).
Record branch := Branch {
  known : list constraint;        (* newest first; over t :: 1 :: x while Firing, else over 1 :: x *)
  ahead : list gate;              (* the gates after the one being decided *)
  regs : symbolic;
  seen : list decision;
  at_phase : phase }.

Record leaf (A : Type) := Leaf { cell : list constraint; outcome : symbolic; decisions : list decision; payload : A }.
(* What a certificate leaves: leaves, and hyperplanes v . (1, x) = 0 that hold the points not accounted for. *)
Inductive piece (A : Type) := Region (l : leaf A) | Thin (v : vec).
Arguments Region {A}. Arguments Thin {A}.
Arguments Leaf {A}. Arguments cell {A}. Arguments outcome {A}. Arguments decisions {A}. Arguments payload {A}.

Fixpoint advance (ks : list constraint) (gs : list gate) (rs : symbolic) (sn : list decision) : branch :=
  match gs with
  | Affine c :: gs' => advance ks gs' (rs ++ [combination_form c rs]) sn
  | _ => Branch ks gs rs sn Plain
  end.

Definition lift (c : constraint) : constraint := Constraint (is_strict c) (0 :: vector c).

Definition substitute (f : form) (c : constraint) : constraint :=
  match vector c with
  | [] => c
  | k :: v => if Z.eqb k 0 then Constraint (is_strict c) v
              else Constraint (is_strict c) (primitive (combine2 k (numerators f) (Zpos (denominator f)) v))
  end.

(* t - a > 0 *)
Definition before_t (a : form) : constraint := Constraint true (Zpos (denominator a) :: scale (-1) (numerators a)).

Fixpoint set_nth {A} (i : nat) (y : A) (l : list A) : list A :=
  match l, i with
  | [], _ => []
  | _ :: l', O => y :: l'
  | z :: l', S i' => z :: set_nth i' y l'
  end.

Definition initial_members (sp : spikes) : list (option bool) :=
  map (fun s => if Z.eqb (sign (fst s)) 0 then Some false else None) sp.
Fixpoint all_decided (ms : list (option bool)) : option (list bool) :=
  match ms with
  | [] => Some []
  | Some b :: ms' => option_map (cons b) (all_decided ms')
  | None :: _ => None
  end.

(* ------------------------------------------------------------------ bounds on the potential *)
(* For every synapse of the given sign: a <= s if in the mask, else s <= a. One proof each. *)
Definition goal (pending : bool) (s : bool) (f : form) : constraint :=
  if pending then lift (positive_form s f) else positive_form s f.
Fixpoint ordered (pending : bool) (ks : list constraint) (sg : Z) (s : form) (m : list bool) (sp : spikes)
         (pfs : list multipliers) : bool :=
  match m, sp with
  | b :: m', (w, a) :: sp' =>
      if Z.eqb (sign w) sg then
        match pfs with
        | pf :: pfs' => implies pending ks pf (goal pending false (if b then subtract s a else subtract a s)) &&
                        ordered pending ks sg s m' sp' pfs'
        | [] => false
        end
      else ordered pending ks sg s m' sp' pfs
  | [], [] => true
  | _, _ => false
  end.
(* A proof that the potential at s is below the threshold. *)
Record below := Below { below_mask : list bool; below_order : list multipliers; below_bound : multipliers }.
Definition is_below (pending : bool) (ks : list constraint) (th : Q) (sp : spikes) (s : form) (p : below) : bool :=
  ordered pending ks 1 s (below_mask p) sp (below_order p) &&
  implies pending ks (below_bound p) (goal pending true (subtract (constant_form th) (affine_potential (below_mask p) sp s))).
(* ... at every inhibitory spike of the mask. *)
Fixpoint all_are_below (pending : bool) (ks : list constraint) (th : Q) (all : spikes) (m : list bool) (sp : spikes)
         (ps : list below) : bool :=
  match m, sp with
  | b :: m', (w, a) :: sp' =>
      if b && Z.eqb (sign w) (-1) then
        match ps with
        | p :: ps' => is_below pending ks th all a p && all_are_below pending ks th all m' sp' ps'
        | [] => false
        end
      else all_are_below pending ks th all m' sp' ps
  | _, _ => true
  end.

(* A mask that agrees with the memberships decided for every inhibitory synapse. *)
Fixpoint inhibition_decided (m : list bool) (ms : list (option bool)) (sp : spikes) : bool :=
  match m, ms, sp with
  | b :: m', d :: ms', (w, _) :: sp' =>
      (if Z.eqb (sign w) (-1) then match d with Some c => Bool.eqb b c | None => false end else true) &&
      inhibition_decided m' ms' sp'
  | [], [], [] => true
  | _, _, _ => false
  end.

(* ------------------------------------------------------------------ tokens *)
Inductive token (A : Type) :=
| Empty (ms : multipliers)                          (* nothing is in this branch *)
| Flat (ms : multipliers)                           (* the rows add up to zero: this branch is in a hyperplane *)
| Cut (s : bool) (v : vec)                          (* v >= 0 (s: > 0), and its complement *)
| Split (exact : bool)                              (* next ReLU: on, and off; not exact: z = 0 goes with on *)
| Known (exact on : bool) (ms : multipliers)        (* next ReLU: proved on, or off; not exact: z >= 0 is enough *)
| Begin                                             (* next spiking neuron: fires, and never, as far as possible *)
| Member (u : nat)                                  (* a_u < t, and t <= a_u *)
| Decided (u : nat) (b : bool) (ms : multipliers)   (* one of them, proved *)
| Reached (m : list bool)                           (* a valid row: W_m t - sum_m w a <= threshold *)
| Unreached (k : nat) (m : list bool) (pfs : list multipliers)   (* a valid row: potential at a_k < threshold *)
| Settle (ps : list below)                          (* all memberships are decided: t = t_E *)
| Quiet (ps : list below)                           (* the neuron never fires *)
| Done (a : A).
Arguments Empty {A}. Arguments Flat {A}. Arguments Cut {A}. Arguments Split {A}. Arguments Known {A}. Arguments Begin {A}.
Arguments Member {A}. Arguments Decided {A}. Arguments Reached {A}. Arguments Unreached {A}.
Arguments Settle {A}. Arguments Quiet {A}. Arguments Done {A}.

Definition is_pending (p : phase) : bool := match p with Firing _ => true | _ => false end.
Definition with_known (c : constraint) (b : branch) : branch :=
  Branch (c :: known b) (ahead b) (regs b) (seen b) (at_phase b).

Fixpoint every {A} (sp : list A) : list bool := match sp with [] => [] | _ :: sp' => true :: every sp' end.

(* The first row used whose form is not constant. *)
Fixpoint first_sloped (cs : list constraint) (ms : multipliers) : option vec :=
  match ms with
  | [] => None
  | (gap, _) :: ms' =>
      match skip gap cs with
      | [] => None
      | c :: cs' => if is_zero (tl (vector c)) then first_sloped cs' ms' else Some (vector c)
      end
  end.

(* One token: the branches that replace the one on top of the stack, and what ends there. *)
Definition step {A} (tk : token A) (b : branch) : option (list branch * list (piece A)) :=
  match tk, at_phase b with
  | Empty ms, ph => if refutes (is_pending ph) (known b) ms then Some ([], []) else None
  | Flat ms, Plain =>
      match conic (known b) ms [] false, first_sloped (known b) ms with
      | Some (v, _), Some h => if is_zero v then Some ([], [Thin h]) else None
      | _, _ => None
      end
  | Cut s v, _ => let c := Constraint s v in Some ([with_known c b; with_known (negation c) b], [])
  | Split exact, Plain =>
      match ahead b with
      | Relu c :: gs =>
          match combination_form c (regs b) with
          | Some f => let k := positive_form exact f in
              Some ([advance (k :: known b) gs (regs b ++ [Some f]) (seen b ++ [if exact then On else Either]);
                     advance (negation k :: known b) gs (regs b ++ [Some (constant_form 0)]) (seen b ++ [Off])], [])
          | None => None
          end
      | _ => None
      end
  | Known exact on ms, Plain =>
      match ahead b with
      | Relu c :: gs =>
          match combination_form c (regs b) with
          | Some f =>
              if implies false (known b) ms (if on then positive_form exact f else negation (positive_form true f))
              then Some ([advance (known b) gs (regs b ++ [Some (if on then f else constant_form 0)])
                                  (seen b ++ [if on then (if exact then On else Either) else Off])], [])
              else None
          | None => None
          end
      | _ => None
      end
  | Begin, Plain =>
      match ahead b with
      | Spike nu :: gs =>
          if Z.eqb (sign (threshold nu)) 1 then
            let sp := arrivals nu (regs b) in
            let d := Deciding nu sp (initial_members sp) in
            let fires := Branch (map lift (known b)) gs (regs b) (seen b) (Firing d) in
            if Z.eqb (sign (mask_weight (every sp) sp)) 1 then Some ([fires], [])
            else Some ([fires; Branch (known b) gs (regs b) (seen b) (Silent d)], [])
          else None
      | _ => None
      end
  | Member u, Firing d =>
      match nth_error (spikes_of d) u, nth u (members d) (Some true) with
      | Some (_, a), None =>
          let c := before_t a in
          let side v k := Branch (k :: known b) (ahead b) (regs b) (seen b)
                            (Firing (Deciding (neuron_of d) (spikes_of d) (set_nth u (Some v) (members d)))) in
          Some ([side true c; side false (negation c)], [])
      | _, _ => None
      end
  | Decided u v ms, Firing d =>
      match nth_error (spikes_of d) u, nth u (members d) (Some true) with
      | Some (_, a), None =>
          let c := if v then before_t a else negation (before_t a) in
          if implies true (known b) ms c then
            Some ([Branch (c :: known b) (ahead b) (regs b) (seen b)
                    (Firing (Deciding (neuron_of d) (spikes_of d) (set_nth u (Some v) (members d))))], [])
          else None
      | _, _ => None
      end
  | Reached m, Firing d =>
      if inhibition_decided m (members d) (spikes_of d) then
        let w := mask_weight m (spikes_of d) in
        let rest := add_scaled 1 (mask_moment m (spikes_of d)) (constant_form (threshold (neuron_of d))) in
        (* threshold + moment - w t >= 0, times the denominators *)
        let c := Constraint false (primitive (- Qnum w * Zpos (denominator rest) :: scale (Zpos (Qden w)) (numerators rest))) in
        Some ([with_known c b], [])
      else None
  | Unreached k m pfs, Firing d =>
      match nth_error (spikes_of d) k, nth k (members d) None with
      | Some (w, a), Some true =>
          if ordered true (known b) (-1) a m (spikes_of d) pfs && negb (Z.eqb (sign w) 0) then
            Some ([with_known (goal true true (subtract (constant_form (threshold (neuron_of d)))
                                                 (affine_potential m (spikes_of d) a))) b], [])
          else None
      | _, _ => None
      end
  | Unreached k m pfs, Silent d =>
      match nth_error (spikes_of d) k with
      | Some (_, a) =>
          if ordered false (known b) (-1) a m (spikes_of d) pfs then
            Some ([with_known (goal false true (subtract (constant_form (threshold (neuron_of d)))
                                                  (affine_potential m (spikes_of d) a))) b], [])
          else None
      | None => None
      end
  | Settle ps, Firing d =>
      match all_decided (members d) with
      | Some m =>
          let th := threshold (neuron_of d) in
          match candidate_form th m (spikes_of d) with
          | Some f =>
              if all_are_below true (known b) th (spikes_of d) m (spikes_of d) ps then
                Some ([advance (map (substitute f) (known b)) (ahead b) (regs b ++ [Some f]) (seen b ++ [Fires m])], [])
              else None
          | None => Some ([], [])
          end
      | None => None
      end
  | Quiet ps, Silent d =>
      if negb (Z.eqb (sign (mask_weight (every (spikes_of d)) (spikes_of d))) 1) &&
         all_are_below false (known b) (threshold (neuron_of d)) (spikes_of d) (every (spikes_of d)) (spikes_of d) ps
      then Some ([advance (known b) (ahead b) (regs b ++ [None]) (seen b ++ [Never])], [])
      else None
  | Done a, Plain => match ahead b with [] => Some ([], [Region (Leaf (known b) (regs b) (seen b) a)]) | _ => None end
  | _, _ => None
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

Definition input_forms (d : nat) : symbolic := map (fun i => Some (Form (repeat 0 (S i) ++ [1]) 1)) (seq 0 d).
Definition start (p : program) (domain : list constraint) : branch :=
  advance domain (gates p) (input_forms (dimension p)) [].
