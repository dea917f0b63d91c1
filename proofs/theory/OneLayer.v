(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T3: one spiking neuron with one synapse from the input x and any number of synapses from
   constant sources cannot realise max(0, x) up to a constant on [A, B] with A < 0 < B; two
   neurons can (four units: input, reference, and the two). *)
From Coq Require Import Reals Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron.
Open Scope R_scope.

(* Synapse 0 comes from the input x with delay d; the others arrive at constant times. *)
Definition one_input (d : R) (constants : nat -> R) (x : R) (u : nat) : R :=
  match u with O => x + d | S v => constants v end.

Lemma one_input_potential n w d k x t :
  potential (S n) w (one_input d k x) t =
  w O * ramp (t - (x + d)) + sum n (fun v => w (S v) * ramp (t - k v)).
Proof. unfold potential. rewrite sum_first. simpl. reflexivity. Qed.

Theorem one_neuron_is_not_relu n w d k th c A B : 0 < th -> A < 0 < B ->
  ~ (forall x, A <= x <= B -> fires (S n) w (one_input d k x) th (c + Rmax 0 x)).
Proof.
  intros Hth HAB H. set (rest := fun t => sum n (fun v => w (S v) * ramp (t - k v))).
  assert (HP : forall x t, potential (S n) w (one_input d k x) t = w O * ramp (t - (x + d)) + rest t).
  { intros. apply one_input_potential. }
  assert (Hneg : forall x, A <= x <= 0 -> fires (S n) w (one_input d k x) th c).
  { intros x Hx. specialize (H x ltac:(lra)). rewrite Rmax_left, Rplus_0_r in H by lra. exact H. }
  destruct (H B ltac:(lra)) as [_ HB]. rewrite Rmax_right in HB by lra.
  assert (late : c <= A + d -> False).
  { intros Hl. destruct (Hneg A ltac:(lra)) as [HA _]. rewrite HP, ramp_neg in HA by lra.
    specialize (HB c ltac:(lra)). rewrite HP, ramp_neg in HB by lra. lra. }
  destruct (Rle_dec c (A + d)) as [Hl | Hl]; [auto |].
  (* The input acts before c for x near A: then its weight is 0. *)
  set (y := Rmin 0 (A + (c - (A + d)) / 2)).
  assert (Hy : A < y) by (apply Rmin_glb_lt; lra).
  assert (Hy0 : y <= 0) by apply Rmin_l.
  assert (Hyd : y <= A + (c - (A + d)) / 2) by apply Rmin_r.
  assert (at_threshold : forall x, A <= x <= 0 -> w O * ramp (c - (x + d)) + rest c = th).
  { intros x Hx. destruct (Hneg x Hx) as [H1 H2]. rewrite HP in H1.
    destruct (Req_dec (w O * ramp (c - (x + d)) + rest c) th) as [| Hne]; auto. exfalso.
    set (P := potential (S n) w (one_input d k x)) in *.
    assert (Hgt : th < P c) by (unfold P; rewrite HP; lra).
    set (g := (P c - th) / (strength (S n) w + 1)).
    pose proof (strength_nonneg (S n) w).
    assert (Hg : 0 < g) by (apply Rdiv_lt_0_compat; lra).
    pose proof (potential_lipschitz_time (S n) w (one_input d k x) c (c - g)) as HL. fold P in HL.
    replace (c - (c - g)) with g in HL by lra. rewrite (Rabs_right g) in HL by lra.
    pose proof (Rle_abs (P c - P (c - g))). specialize (H2 (c - g) ltac:(lra)).
    assert ((strength (S n) w + 1) * g = P c - th) by (unfold g; field; lra). lra. }
  pose proof (at_threshold A ltac:(lra)) as E1. pose proof (at_threshold y ltac:(lra)) as E2.
  rewrite ramp_pos in E1 by lra. rewrite ramp_pos in E2 by lra.
  assert (Hw : w O = 0).
  { assert (w O * (y - A) = 0) by lra. apply Rmult_integral in H0. destruct H0; lra. }
  specialize (HB c ltac:(lra)). rewrite HP, Hw in HB. rewrite Hw in E1. lra.
Qed.

(* The positive half, for any upper bound b > 0: the input fires at x, the reference at 0; the
   hidden neuron (threshold b) at 2 b - x; the output neuron (threshold 2 b) at 2 b + max(0, x). *)
Definition two_synapses (p q : R) (u : nat) : R := match u with O => p | _ => q end.

Theorem two_neurons_are_relu b x : 0 < b -> x <= b ->
  fires 2 (two_synapses (-1/2) 1) (two_synapses x 0) b (2 * b - x) /\
  fires 2 (two_synapses (-1/2) 1) (two_synapses (2 * b - x) 0) (2 * b) (2 * b + Rmax 0 x).
Proof.
  intros Hb Hx. unfold fires, potential; simpl. unfold ramp, Rmax.
  repeat split; intros; repeat destruct Rle_dec; lra.
Qed.
