(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Claims that hold by theorem: the checker verifies the hypotheses on the network itself. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork Polyspike.theory.PositiveNetwork.
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

Theorem positive_check_sound net : positive_check net = true -> positive_network (real_network net).
Proof.
  unfold positive_check. rewrite !andb_true_iff. intros [[H1 H2] H3].
  unfold positive_network, real_network, size; simpl. rewrite !map_length. split; [| split].
  - revert H1. generalize (inputs net + length (references net))%nat. clear.
    induction (neurons net) as [| nu ns IH]; intros k H; simpl; auto. simpl in H. apply andb_true_iff in H. destruct H as [A B].
    split; auto. unfold reads_before, real_neuron; simpl. apply Forall_map, Forall_forall. intros s Hs. simpl.
    rewrite forallb_forall in A. apply Nat.ltb_lt. auto.
  - apply Forall_map, Forall_forall. intros nu Hnu. rewrite forallb_forall in H2. specialize (H2 nu Hnu).
    unfold positive_neuron_check in H2. rewrite !andb_true_iff in H2. destruct H2 as [[A B] C].
    unfold positive_neuron, real_neuron; simpl. split; [apply sign_pos; now apply Z.eqb_eq |]. split.
    + destruct (synapses nu); [discriminate | simpl; discriminate].
    + apply Forall_map, Forall_forall. intros s Hs. simpl. rewrite forallb_forall in C. apply sign_pos.
      apply Z.eqb_eq. auto.
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
Theorem positive_check_continuous net x y e r s : positive_check net = true -> length x = inputs net -> 0 <= e ->
  Forall2 (fun p q => Rabs (p - q) <= e) x y ->
  firing_times (real_network net) x = map Some r -> firing_times (real_network net) y = map Some s ->
  Forall2 (fun p q => Rabs (p - q) <= e) r s.
Proof. intros H. apply (positive_network_lipschitz (real_network net)). now apply positive_check_sound. Qed.
