(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* What the checker replays: a list of gates over registers, read off a network of rationals by
   [spiking_program] or [layered_program]. The two theorems at the end say that the program
   computes the network as it is defined in theory/, so that nothing about it is trusted. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Import ListNotations.
Open Scope R_scope.

(* bias + sum of coefficient * register *)
Record combination := Combination { bias : Q; terms : list (nat * Q) }.
Inductive gate :=
| Affine (c : combination)
| Relu (c : combination)
| Spike (nu : neuron Q).

Definition real_neuron (nu : neuron Q) : neuron R :=
  Neuron (Q2R (threshold nu))
         (map (fun s => Synapse (source s) (Q2R (weight s)) (Q2R (delay s))) (synapses nu)).

(* A combination of registers is `never` as soon as one of them is. *)
Fixpoint combine_terms (b : R) (ts : list (nat * Q)) (regs : list time) : time :=
  match ts with
  | [] => Some b
  | (i, q) :: ts' =>
      match nth i regs None, combine_terms b ts' regs with
      | Some t, Some s => Some (Q2R q * t + s)
      | _, _ => None
      end
  end.
Definition combination_time (c : combination) (regs : list time) : time := combine_terms (Q2R (bias c)) (terms c) regs.

Definition gate_time (g : gate) (regs : list time) : time :=
  match g with
  | Affine c => combination_time c regs
  | Relu c => option_map ramp (combination_time c regs)
  | Spike nu => neuron_time (real_neuron nu) regs
  end.
Fixpoint run (gs : list gate) (regs : list time) : list time :=
  match gs with [] => regs | g :: gs' => run gs' (regs ++ [gate_time g regs]) end.

(* The activation pattern: on iff the pre-activation is > 0; the causal set, or never. *)
Inductive decision := Off | On | Never | Fires (causal : list bool).
Definition neuron_decision (nu : neuron R) (regs : list time) : decision :=
  match neuron_time nu regs with
  | Some t => Fires (map (causal_set (effective_weight (synapses nu) regs) (arrival (synapses nu) regs) t)
                         (seq 0 (length (synapses nu))))
  | None => Never
  end.
Definition gate_decision (g : gate) (regs : list time) : list decision :=
  match g with
  | Affine _ => []
  | Relu c => match combination_time c regs with
              | Some z => if Rlt_dec 0 z then [On] else [Off]
              | None => [Off]
              end
  | Spike nu => [neuron_decision (real_neuron nu) regs]
  end.
Fixpoint pattern (gs : list gate) (regs : list time) : list decision :=
  match gs with [] => [] | g :: gs' => gate_decision g regs ++ pattern gs' (regs ++ [gate_time g regs]) end.

Record program := Program { dimension : nat; gates : list gate }.
Definition registers (p : program) (x : list R) : list time := run (gates p) (map Some x).
Definition activation (p : program) (x : list R) : list decision := pattern (gates p) (map Some x).

Lemma run_app gs : forall hs regs, run (gs ++ hs) regs = run hs (run gs regs).
Proof. induction gs; simpl; auto. Qed.

(* ------------------------------------------------------------------ from networks *)
Definition row_terms (k : nat) (row : list Q) : list (nat * Q) := combine (seq k (length row)) row.

Definition shifted (e : nat) (nu : neuron Q) : neuron Q :=
  Neuron (threshold nu) (map (fun s => Synapse (e + source s)%nat (weight s) (delay s)) (synapses nu)).

(* [encoder]: the affine map, one row of weights and a bias per input of the network, from the e
   coordinates of the domain. *)
Definition spiking_program (e : nat) (encoder : list (list Q * Q)) (net : network Q) : program :=
  Program e
    (map (fun r => Affine (Combination (input_time net + snd r) (row_terms 0 (fst r)))) encoder
     ++ map (fun c => Affine (Combination c [])) (references net)
     ++ map (fun nu => Spike (shifted e nu)) (neurons net)
     ++ map (fun o => Affine (Combination (- output_time net) [((e + o)%nat, 1%Q)])) (outputs net)).

Definition real_network (net : network Q) : network R :=
  Network (inputs net) (Q2R (input_time net)) (map Q2R (references net))
          (map real_neuron (neurons net)) (outputs net) (Q2R (output_time net)).
Definition real_rows (rows : list (list Q * Q)) : layer := map (fun r => (map Q2R (fst r), Q2R (snd r))) rows.

Lemma combine_row b row : forall k pre y post, length pre = k -> length y = length row ->
  combine_terms b (combine (seq k (length row)) row) (pre ++ map Some y ++ post) = Some (dot (map Q2R row) y + b).
Proof.
  induction row as [| q row IH]; intros k pre y post Hk Hy; simpl; [f_equal; lra |].
  destruct y as [| t y]; [discriminate |]. simpl in Hy.
  rewrite app_nth2, Hk, Nat.sub_diag by lia. simpl.
  replace (pre ++ Some t :: map Some y ++ post) with ((pre ++ [Some t]) ++ map Some y ++ post) by now rewrite <- app_assoc.
  rewrite IH; [f_equal; lra | rewrite app_length; simpl; lia | lia].
Qed.

Lemma run_affine_gates (cs : list combination) (fs : list R) : forall regs,
  (forall i more, (i < length cs)%nat -> combination_time (nth i cs (Combination 0 [])) (regs ++ more) = Some (nth i fs 0)) ->
  length cs = length fs -> run (map Affine cs) regs = regs ++ map Some fs.
Proof.
  revert fs. induction cs as [| c cs IH]; intros [| f fs] regs H Hl; simpl in *; try discriminate; [now rewrite app_nil_r |].
  pose proof (H 0%nat [] ltac:(lia)) as H0. simpl in H0. rewrite app_nil_r in H0. rewrite H0, (IH fs).
  - now rewrite <- app_assoc.
  - intros i more Hi. rewrite <- app_assoc. apply (H (S i)). lia.
  - lia.
Qed.

Lemma neuron_time_shifted e nu pre regs : length pre = e ->
  neuron_time (real_neuron (shifted e nu)) (pre ++ regs) = neuron_time (real_neuron nu) regs.
Proof.
  intros He. unfold neuron_time, real_neuron, shifted; simpl. rewrite !map_map, !map_length. simpl.
  set (f := fun s : synapse Q => Synapse (source s) (Q2R (weight s)) (Q2R (delay s))).
  set (g := fun s : synapse Q => Synapse (e + source s)%nat (Q2R (weight s)) (Q2R (delay s))).
  assert (K : forall u, (u < length (synapses nu))%nat ->
    let s := nth u (map f (synapses nu)) null in let s' := nth u (map g (synapses nu)) null in
    nth (source s') (pre ++ regs) None = nth (source s) regs None /\ weight s' = weight s /\ delay s' = delay s).
  { intros u Hu. cbv zeta.
    rewrite (nth_indep (map f (synapses nu)) null (f (Synapse 0 0%Q 0%Q))) by (now rewrite map_length).
    rewrite (nth_indep (map g (synapses nu)) null (g (Synapse 0 0%Q 0%Q))) by (now rewrite map_length).
    rewrite !map_nth. unfold f, g; simpl. split; auto. rewrite app_nth2 by lia. f_equal. lia. }
  unfold firing_time.
  assert (W : forall u, (u < length (synapses nu))%nat -> effective_weight (map g (synapses nu)) (pre ++ regs) u = effective_weight (map f (synapses nu)) regs u).
  { intros u Hu. unfold effective_weight. destruct (K u Hu) as [-> [-> _]]. reflexivity. }
  assert (A : forall u, (u < length (synapses nu))%nat -> arrival (map g (synapses nu)) (pre ++ regs) u = arrival (map f (synapses nu)) regs u).
  { intros u Hu. unfold arrival. destruct (K u Hu) as [-> [_ ->]]. reflexivity. }
  f_equal. apply map_ext. intros m. unfold attempt, candidate, weight_of, moment_of, potential.
  assert (S1 : sum (length (synapses nu)) (fun u => if set_of m u then effective_weight (map g (synapses nu)) (pre ++ regs) u else 0)
             = sum (length (synapses nu)) (fun u => if set_of m u then effective_weight (map f (synapses nu)) regs u else 0)).
  { apply sum_ext. intros u Hu. now rewrite W. }
  assert (S2 : sum (length (synapses nu)) (fun u => if set_of m u then effective_weight (map g (synapses nu)) (pre ++ regs) u * arrival (map g (synapses nu)) (pre ++ regs) u else 0)
             = sum (length (synapses nu)) (fun u => if set_of m u then effective_weight (map f (synapses nu)) regs u * arrival (map f (synapses nu)) regs u else 0)).
  { apply sum_ext. intros u Hu. now rewrite W, A. }
  rewrite S1, S2. set (t := (Q2R (threshold nu) + _) / _).
  replace (sum (length (synapses nu)) (fun u => effective_weight (map g (synapses nu)) (pre ++ regs) u * ramp (t - arrival (map g (synapses nu)) (pre ++ regs) u)))
    with (sum (length (synapses nu)) (fun u => effective_weight (map f (synapses nu)) regs u * ramp (t - arrival (map f (synapses nu)) regs u))); auto.
  apply sum_ext. intros u Hu. now rewrite W, A.
Qed.

Lemma run_spikes e ns : forall pre regs, length pre = e ->
  run (map (fun nu => Spike (shifted e nu)) ns) (pre ++ regs) = pre ++ fire_all (map real_neuron ns) regs.
Proof.
  induction ns as [| nu ns IH]; intros pre regs He; simpl; auto.
  rewrite neuron_time_shifted, <- app_assoc, IH by auto. reflexivity.
Qed.

Lemma run_outputs e c os : forall pre regs more, length pre = e ->
  Forall (fun o => (o < length regs)%nat) os ->
  run (map (fun o => Affine (Combination c [((e + o)%nat, 1%Q)])) os) (pre ++ regs ++ more) =
  pre ++ regs ++ more ++ map (fun o => option_map (fun t => t + Q2R c) (nth o regs None)) os.
Proof.
  induction os as [| o os IH]; intros pre regs more He Ho; cbn [map run]; [now rewrite app_nil_r |].
  inversion Ho; subst.
  assert (E : gate_time (Affine (Combination c [((length pre + o)%nat, 1%Q)])) (pre ++ regs ++ more)
              = option_map (fun t => t + Q2R c) (nth o regs None)).
  { unfold gate_time, combination_time; simpl. rewrite (app_nth2 pre) by lia.
    replace (length pre + o - length pre)%nat with o by lia. rewrite (app_nth1 regs) by auto.
    destruct (nth o regs None); simpl; auto. f_equal. unfold Q2R; simpl. lra. }
  rewrite E, <- !app_assoc. rewrite IH by auto. now rewrite <- app_assoc.
Qed.

(* The registers of the program are the point, the firing times of the network, its outputs. *)
Theorem spiking_program_computes e encoder net x : length x = e ->
  Forall (fun r => length (fst r) = e) encoder -> length encoder = inputs net ->
  Forall (fun o => (o < size net)%nat) (outputs net) ->
  let y := affine (real_rows encoder) x in
  registers (spiking_program e encoder net) x =
  map Some x ++ firing_times (real_network net) y ++ output_values (real_network net) y.
Proof.
  intros Hx He Hi Ho y. unfold registers, spiking_program; simpl. rewrite !run_app.
  rewrite <- (map_map (fun r : list Q * Q => Combination (input_time net + snd r) (row_terms 0 (fst r))) Affine).
  rewrite (run_affine_gates _ (map (fun t => Q2R (input_time net) + t) y)).
  2:{ intros i more Hl. rewrite map_length in Hl.
      set (G := fun r : list Q * Q => Combination (input_time net + snd r) (row_terms 0 (fst r))).
      rewrite (nth_indep (map G encoder) _ (G ([], 0%Q))) by (now rewrite map_length).
      rewrite (map_nth G). unfold G, combination_time; simpl. unfold row_terms.
      rewrite Forall_forall in He. pose proof (He _ (nth_In encoder ([], 0%Q) Hl)) as Hrow.
      rewrite (combine_row _ _ 0 [] x more) by (simpl; auto; congruence).
      f_equal. unfold y, affine, real_rows. rewrite !map_map. simpl.
      set (F := fun r : list Q * Q => Q2R (input_time net) + (dot (map Q2R (fst r)) x + Q2R (snd r))).
      rewrite nth_indep with (d' := F ([], 0%Q)) by (now rewrite map_length).
      rewrite (map_nth F). unfold F. rewrite Q2R_plus. lra. }
  2:{ unfold y, affine, real_rows. now rewrite !map_length. }
  rewrite <- (map_map (fun c => Combination c []) Affine).
  rewrite (run_affine_gates _ (map Q2R (references net))).
  2:{ intros i more Hl. rewrite map_length in Hl.
      set (G := fun c : Q => Combination c []).
      rewrite (nth_indep (map G (references net)) _ (G 0%Q)) by (now rewrite map_length).
      rewrite (map_nth G). unfold G, combination_time; simpl.
      f_equal. rewrite nth_indep with (d' := Q2R 0) by (now rewrite map_length). now rewrite map_nth. }
  2:{ now rewrite !map_length. }
  rewrite <- !app_assoc. rewrite run_spikes by (now rewrite map_length).
  match goal with |- run _ (_ ++ ?f) = _ => replace f with (firing_times (real_network net) y) end.
  2:{ unfold firing_times, initial_times; simpl. f_equal. f_equal. now rewrite map_map. }
  pose proof (run_outputs e (- output_time net) (outputs net) (map Some x) (firing_times (real_network net) y) []) as HO.
  rewrite !app_nil_r in HO. rewrite HO.
  - simpl. f_equal. f_equal. unfold output_values. apply map_ext. intros o. unfold output_value.
    destruct (nth o (firing_times (real_network net) y) None); simpl; auto. f_equal. rewrite Q2R_opp. lra.
  - now rewrite map_length.
  - eapply Forall_impl; [| exact Ho]. simpl. intros o Hlt. unfold firing_times. rewrite fire_all_length, initial_times_length.
    unfold size in Hlt. simpl. rewrite !map_length. unfold y, affine, real_rows. rewrite !map_length. lia.
Qed.

(* ---- layered networks: every layer ReLU or affine ---- *)
Record layer_of_rationals := Layer { rows : list (list Q * Q); rectified : bool }.

Definition layer_gate (k : nat) (l : layer_of_rationals) (r : list Q * Q) : gate :=
  let c := Combination (snd r) (row_terms k (fst r)) in if rectified l then Relu c else Affine c.
(* [k]: the first register of the layer before, [n]: its width. *)
Fixpoint layer_gates (k n : nat) (ls : list layer_of_rationals) : list gate :=
  match ls with
  | [] => []
  | l :: ls' => map (layer_gate k l) (rows l) ++ layer_gates (k + n) (length (rows l)) ls'
  end.
Definition layered_program (e : nat) (ls : list layer_of_rationals) : program := Program e (layer_gates 0 e ls).

Definition layer_output (l : layer_of_rationals) (y : list R) : list R :=
  if rectified l then relu_layer (real_rows (rows l)) y else affine (real_rows (rows l)) y.
Definition layered_output (ls : list layer_of_rationals) (x : list R) : list R :=
  fold_left (fun y l => layer_output l y) ls x.

(* Every row has one weight for each neuron of the layer before. *)
Fixpoint shapes_fit (n : nat) (ls : list layer_of_rationals) : bool :=
  match ls with
  | [] => true
  | l :: ls' => forallb (fun r => Nat.eqb (length (fst r)) n) (rows l) && shapes_fit (length (rows l)) ls'
  end.

Lemma run_layer k l pre y : length pre = k -> forall rs more,
  Forall (fun r : list Q * Q => length (fst r) = length y) rs ->
  run (map (layer_gate k l) rs) (pre ++ map Some y ++ more) =
  pre ++ map Some y ++ more ++ map Some (layer_output (Layer rs (rectified l)) y).
Proof.
  intros Hk. induction rs as [| r rs IH]; intros more HF; simpl.
  - unfold layer_output; simpl. destruct (rectified l); simpl; now rewrite app_nil_r.
  - inversion HF; subst.
    assert (E : gate_time (layer_gate (length pre) l r) (pre ++ map Some y ++ more) =
      Some (let z := dot (map Q2R (fst r)) y + Q2R (snd r) in if rectified l then ramp z else z)).
    { unfold layer_gate. destruct (rectified l); simpl; unfold combination_time; simpl; unfold row_terms;
        rewrite combine_row by auto; reflexivity. }
    rewrite E, <- !app_assoc. rewrite IH by auto. f_equal. f_equal. rewrite <- app_assoc. f_equal.
    unfold layer_output; simpl. destruct (rectified l); reflexivity.
Qed.

Theorem layered_program_computes e ls x : length x = e -> shapes_fit e ls = true ->
  exists middle, registers (layered_program e ls) x = middle ++ map Some (layered_output ls x).
Proof.
  unfold registers, layered_program; simpl. intros He.
  assert (G : forall ls k pre y, length pre = k -> shapes_fit (length y) ls = true ->
    exists middle, run (layer_gates k (length y) ls) (pre ++ map Some y) = middle ++ map Some (layered_output ls y)).
  { clear. induction ls as [| l ls IH]; intros k pre y Hk Hs; simpl; [exists pre; reflexivity |].
    simpl in Hs. apply andb_true_iff in Hs. destruct Hs as [H1 H2]. rewrite run_app.
    pose proof (run_layer k l pre y Hk (rows l) []) as HR. rewrite !app_nil_r in HR. rewrite HR.
    - simpl. assert (El : layer_output (Layer (rows l) (rectified l)) y = layer_output l y) by (destruct l; reflexivity).
      rewrite El. assert (Ly : length (layer_output l y) = length (rows l)).
      { unfold layer_output, relu_layer, affine, real_rows. destruct (rectified l); now rewrite !map_length. }
      rewrite <- Ly in *. rewrite app_assoc. apply IH; auto.
      rewrite app_length, map_length. lia.
    - apply Forall_forall. intros r Hr. rewrite forallb_forall in H1. apply Nat.eqb_eq. auto. }
  intros Hs. rewrite <- He in Hs |- *. exact (G ls 0%nat [] x eq_refl Hs).
Qed.
