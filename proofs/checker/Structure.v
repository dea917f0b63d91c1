(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Claims that hold by theorem: the checker verifies the hypotheses on the network itself. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Continuity Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork Polyspike.theory.PositiveNetwork.
Require Import Polyspike.theory.DominatedNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes.
Import ListNotations.
Open Scope R_scope.

(* ---- layered networks are Lipschitz ---- *)
Lemma layer_output_close l e x y : 0 <= e -> close e x y ->
  close (layer_norm (real_rows (rows l)) * e) (layer_output l x) (layer_output l y).
Proof.
  intros He H. unfold layer_output. destruct (rectified l); [now apply relu_close | now apply affine_close].
Qed.
Theorem layered_lipschitz ls : exists K, 0 <= K /\
  forall e x y, 0 <= e -> close e x y -> close (K * e) (layered_output ls x) (layered_output ls y).
Proof.
  induction ls as [| l ls [K [HK IH]]]; unfold layered_output in *; simpl.
  - exists 1. split; [lra |]. intros. now rewrite Rmult_1_l.
  - exists (K * layer_norm (real_rows (rows l))). pose proof (layer_norm_nonneg (real_rows (rows l))).
    split; [now apply Rmult_le_pos |]. intros e x y He Hc. rewrite Rmult_assoc. apply IH.
    + now apply Rmult_le_pos.
    + now apply layer_output_close.
Qed.

(* ---- networks of positive spiking neurons ---- *)
Definition positive_neuron_check (nu : neuron Q) : bool :=
  Z.eqb (sign (threshold nu)) 1 && negb (Nat.eqb (length (synapses nu)) 0) &&
  forallb (fun s => Z.eqb (sign (weight s)) 1) (synapses nu).
Fixpoint loop_free_check (k : nat) (ns : list (neuron Q)) : bool :=
  match ns with
  | [] => true
  | nu :: ns' => forallb (fun s => Nat.ltb (source s) k) (synapses nu) && loop_free_check (S k) ns'
  end.
Definition positive_check (net : network Q) : bool :=
  loop_free_check (inputs net + length (references net)) (neurons net) &&
  forallb positive_neuron_check (neurons net) &&
  forallb (fun o => Nat.ltb o (size net)) (outputs net).

Lemma loop_free_check_sound ns : forall k, loop_free_check k ns = true -> loop_free k (map real_neuron ns).
Proof.
  induction ns as [| nu ns IH]; intros k H; simpl; auto. simpl in H. apply andb_true_iff in H. destruct H as [A B].
  split; auto. unfold reads_before, real_neuron; simpl. apply Forall_map, Forall_forall. intros s Hs. simpl.
  rewrite forallb_forall in A. apply Nat.ltb_lt. auto.
Qed.

Lemma positive_neuron_check_sound nu : positive_neuron_check nu = true -> positive_neuron (real_neuron nu).
Proof.
  unfold positive_neuron_check. rewrite !andb_true_iff. intros [[A B] C].
  unfold positive_neuron, real_neuron; simpl. split; [apply sign_pos; now apply Z.eqb_eq |]. split.
  - destruct (synapses nu); [discriminate | simpl; discriminate].
  - apply Forall_map, Forall_forall. intros s Hs. simpl. rewrite forallb_forall in C. apply sign_pos. apply Z.eqb_eq. auto.
Qed.
Theorem positive_check_sound net : positive_check net = true -> positive_network (real_network net).
Proof.
  unfold positive_check. rewrite !andb_true_iff. intros [[H1 H2] H3].
  unfold positive_network, real_network, size; simpl. rewrite !map_length. split; [| split].
  - now apply loop_free_check_sound.
  - apply Forall_map, Forall_forall. intros nu Hnu. rewrite forallb_forall in H2. apply positive_neuron_check_sound. auto.
  - apply Forall_forall. intros o Ho. rewrite forallb_forall in H3. apply Nat.ltb_lt. auto.
Qed.

(* What the check proves of the network as it is defined in theory/. *)
Theorem positive_check_fires net x : positive_check net = true -> length x = inputs net ->
  exists r, firing_times (real_network net) x = map Some r.
Proof. intros H. apply (positive_network_fires (real_network net)). now apply positive_check_sound. Qed.
Theorem positive_check_monotone net x y r s : positive_check net = true -> length x = inputs net -> PositiveNetwork.below x y ->
  firing_times (real_network net) x = map Some r -> firing_times (real_network net) y = map Some s -> PositiveNetwork.below r s.
Proof. intros H. apply (positive_network_monotone (real_network net)). now apply positive_check_sound. Qed.
Theorem positive_check_concave net l x y r s t : positive_check net = true -> 0 <= l <= 1 ->
  length x = inputs net -> length y = inputs net ->
  firing_times (real_network net) x = map Some r -> firing_times (real_network net) y = map Some s ->
  firing_times (real_network net) (blend l x y) = map Some t -> PositiveNetwork.below (blend l r s) t.
Proof. intros H. apply (positive_network_concave (real_network net)). now apply positive_check_sound. Qed.

(* ---- networks of neurons whose positive weights each exceed all negative ones together ---- *)
Definition inhibition_of (ss : list (synapse Q)) : Q :=
  fold_right (fun s k => if Z.eqb (sign (weight s)) (-1) then (- weight s + k)%Q else k) 0%Q ss.
Definition dominated_neuron_check (nu : neuron Q) : bool :=
  Z.eqb (sign (threshold nu)) 1 && existsb (fun s => Z.eqb (sign (weight s)) 1) (synapses nu) &&
  forallb (fun s => negb (Z.eqb (sign (weight s)) 1) || Z.eqb (sign (weight s - inhibition_of (synapses nu))) 1) (synapses nu).
Definition dominated_check (net : network Q) : bool :=
  loop_free_check (inputs net + length (references net)) (neurons net) &&
  forallb dominated_neuron_check (neurons net) &&
  forallb (fun o => Nat.ltb o (size net)) (outputs net).

Definition nought : synapse Q := Synapse 0 0%Q 0%Q.
Lemma real_weight nu u : (u < length (synapses nu))%nat -> neuron_weight (real_neuron nu) u = Q2R (weight (nth u (synapses nu) nought)).
Proof.
  intros Hu. unfold neuron_weight, real_neuron; simpl. set (g := fun s : synapse Q => Synapse (source s) (Q2R (weight s)) (Q2R (delay s))).
  rewrite (nth_indep _ null (g nought)) by (now rewrite map_length). now rewrite map_nth.
Qed.
Lemma inhibition_of_value ss : Q2R (inhibition_of ss) = sum (length ss) (fun u => Rmax 0 (- Q2R (weight (nth u ss nought)))).
Proof.
  induction ss as [| s ss IH]; [simpl; unfold Q2R; simpl; lra |]. simpl length. rewrite sum_first. simpl nth.
  change (inhibition_of (s :: ss)) with (if Z.eqb (sign (weight s)) (-1) then (- weight s + inhibition_of ss)%Q else inhibition_of ss).
  destruct (Z.eqb_spec (sign (weight s)) (-1)) as [E | E].
  - apply sign_neg in E. rewrite Q2R_plus, Q2R_opp, IH, Rmax_right by lra. reflexivity.
  - assert (0 <= Q2R (weight s)).
    { destruct (Rle_dec 0 (Q2R (weight s))) as [| N]; auto. exfalso. apply E, sign_neg. lra. }
    rewrite Rmax_left by lra. rewrite IH. lra.
Qed.

Lemma dominated_neuron_check_sound nu : dominated_neuron_check nu = true -> dominated_neuron (real_neuron nu).
Proof.
  unfold dominated_neuron_check. rewrite !andb_true_iff. intros [[A B] C].
  split; [simpl; apply sign_pos; now apply Z.eqb_eq |].
  assert (Len : length (synapses (real_neuron nu)) = length (synapses nu)) by (unfold real_neuron; simpl; now rewrite map_length).
  rewrite Len. split.
  - apply existsb_exists in B. destruct B as [s [B1 B2]]. apply (In_nth _ _ nought) in B1. destruct B1 as [u [U1 U2]].
    exists u. split; auto. rewrite real_weight, U2 by auto. apply sign_pos. now apply Z.eqb_eq.
  - intros u Hu Hw. rewrite real_weight in * by auto. rewrite forallb_forall in C. specialize (C _ (nth_In _ nought Hu)).
    apply orb_true_iff in C. destruct C as [C | C].
    + apply negb_true_iff, Z.eqb_neq in C. exfalso. apply C. now apply sign_pos.
    + apply Z.eqb_eq, sign_pos in C. rewrite Q2R_minus, inhibition_of_value in C. unfold inhibition.
      rewrite (sum_ext _ _ (fun u => Rmax 0 (- Q2R (weight (nth u (synapses nu) nought))))); [lra |].
      intros v Hv. now rewrite real_weight.
Qed.
Theorem dominated_check_sound net : dominated_check net = true -> dominated_network (real_network net).
Proof.
  unfold dominated_check. rewrite !andb_true_iff. intros [[H1 H2] H3].
  unfold dominated_network, real_network, size; simpl. rewrite !map_length. split; [now apply loop_free_check_sound | split].
  - apply Forall_map, Forall_forall. intros nu Hnu. rewrite forallb_forall in H2. apply dominated_neuron_check_sound. auto.
  - apply Forall_forall. intros o Ho. rewrite forallb_forall in H3. apply Nat.ltb_lt. auto.
Qed.

Theorem dominated_check_fires net x : dominated_check net = true -> length x = inputs net ->
  exists r, firing_times (real_network net) x = map Some r.
Proof. intros H. apply (dominated_network_fires (real_network net)). now apply dominated_check_sound. Qed.
Theorem dominated_check_lipschitz net : dominated_check net = true -> exists K, 0 <= K /\
  forall e x y r s, length x = inputs net -> 0 <= e -> close e x y ->
  firing_times (real_network net) x = map Some r -> firing_times (real_network net) y = map Some s -> close (K * e) r s.
Proof. intros H. apply (dominated_network_lipschitz (real_network net)). now apply dominated_check_sound. Qed.
