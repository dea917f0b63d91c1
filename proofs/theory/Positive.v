(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T1+ : a neuron with positive weights. Its firing time is the minimum of the t_E over the
   nonempty sets E; it is increasing, concave and 1-Lipschitz, with exactly 2^n - 1 regions. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Counting.
Open Scope R_scope.

Definition inhabited (n : nat) (E : nat -> bool) : Prop := exists u, (u < n)%nat /\ E u = true.

Lemma weight_inhabited n w E : (forall u, (u < n)%nat -> 0 < w u) ->
  (0 < weight_of n w E <-> inhabited n E).
Proof. apply weight_of_positive. Qed.

Section Positive.
Variables (n : nat) (w : nat -> R) (th : R).
Hypothesis n_pos : (0 < n)%nat.
Hypothesis w_pos : forall u, (u < n)%nat -> 0 < w u.
Hypothesis th_pos : 0 < th.

Lemma weight_all_pos : 0 < weight_of n w (fun _ => true).
Proof. apply (weight_inhabited n w); auto. exists O. auto. Qed.

(* A positive neuron always fires. *)
Theorem positive_fires a : exists t, fires n w a th t.
Proof.
  destruct (fires_or_never n w a th th_pos) as [| H]; auto. exfalso.
  apply never_iff in H; auto. destruct H as [H _]. pose proof weight_all_pos. lra.
Qed.

Lemma potential_above a E t : weight_of n w E * t - moment_of n w a E <= potential n w a t.
Proof.
  unfold weight_of, moment_of, potential. rewrite Rmult_comm, <- sum_scale, <- sum_minus.
  apply sum_le. intros u Hu. specialize (w_pos u Hu).
  pose proof (ramp_nonneg (t - a u)). pose proof (ramp_ge (t - a u)). destruct (E u).
  - assert (w u * (t - a u) <= w u * ramp (t - a u)) by (apply Rmult_le_compat_l; lra). lra.
  - assert (0 <= w u * ramp (t - a u)) by (apply Rmult_le_pos; lra). lra.
Qed.

(* t_v = min over nonempty E of t_E. *)
Theorem positive_minimum a t :
  fires n w a th t <->
  (exists E, inhabited n E /\ t = candidate n w a th E) /\
  (forall E, inhabited n E -> t <= candidate n w a th E).
Proof.
  assert (lower : forall t, fires n w a th t -> forall E, inhabited n E -> t <= candidate n w a th E).
  { intros s [_ Hs] E HE. apply (weight_inhabited n w) in HE; auto.
    destruct (Rle_dec s (candidate n w a th E)); auto. exfalso.
    specialize (Hs (candidate n w a th E) ltac:(lra)).
    pose proof (potential_above a E (candidate n w a th E)).
    rewrite candidate_weight in H by auto. lra. }
  split.
  - intros H. split; [| now apply lower].
    destruct (fires_candidate n w a th t th_pos H) as [_ [HW Ht]].
    exists (causal_set w a t). split; auto. now apply (weight_inhabited n w) in HW.
  - intros [[E [HE Ht]] Hmin]. destruct (positive_fires a) as [s Hs].
    replace t with s; auto. apply Rle_antisym.
    + rewrite Ht. now apply lower.
    + destruct (fires_candidate n w a th s th_pos Hs) as [_ [HW Hc]]. rewrite Hc. apply Hmin.
      now apply (weight_inhabited n w) in HW.
Qed.

Lemma potential_antitone a b t : (forall u, (u < n)%nat -> a u <= b u) ->
  potential n w b t <= potential n w a t.
Proof.
  intros H. apply sum_le. intros u Hu. specialize (w_pos u Hu). specialize (H u Hu).
  apply Rmult_le_compat_l; [lra |]. apply ramp_mono. lra.
Qed.

(* Increasing in every arrival. *)
Theorem positive_monotone a b s t : (forall u, (u < n)%nat -> a u <= b u) ->
  fires n w a th s -> fires n w b th t -> s <= t.
Proof.
  intros H [_ Hs] [Ht _]. destruct (Rle_dec s t); auto. exfalso.
  specialize (Hs t ltac:(lra)). pose proof (potential_antitone a b t H). lra.
Qed.

(* 1-Lipschitz in the maximum norm, hence continuous. *)
Theorem positive_lipschitz a b e s t : (forall u, (u < n)%nat -> Rabs (a u - b u) <= e) ->
  fires n w a th s -> fires n w b th t -> Rabs (s - t) <= e.
Proof.
  intros H Hs Ht.
  assert (H1 : s <= t + e).
  { apply (positive_monotone a (fun u => b u + e)); auto using fires_shift.
    intros u Hu. specialize (H u Hu). pose proof (Rle_abs (a u - b u)). lra. }
  assert (H2 : t <= s + e).
  { apply (positive_monotone b (fun u => a u + e)); auto using fires_shift.
    intros u Hu. specialize (H u Hu). rewrite Rabs_minus_sym in H.
    pose proof (Rle_abs (b u - a u)). lra. }
  apply Rabs_le. lra.
Qed.

Lemma potential_convex a b l s t : 0 <= l <= 1 ->
  potential n w (fun u => l * a u + (1 - l) * b u) (l * s + (1 - l) * t) <=
  l * potential n w a s + (1 - l) * potential n w b t.
Proof.
  intros Hl. unfold potential. rewrite <- !sum_scale, <- sum_plus. apply sum_le. intros u Hu.
  specialize (w_pos u Hu). pose proof (ramp_convex l (s - a u) (t - b u) Hl) as K.
  replace (l * s + (1 - l) * t - (l * a u + (1 - l) * b u))
    with (l * (s - a u) + (1 - l) * (t - b u)) by lra.
  apply Rmult_le_compat_l with (r := w u) in K; lra.
Qed.

(* Concave in the arrivals. *)
Theorem positive_concave a b l s t r : 0 <= l <= 1 ->
  fires n w a th s -> fires n w b th t ->
  fires n w (fun u => l * a u + (1 - l) * b u) th r -> l * s + (1 - l) * t <= r.
Proof.
  intros Hl [_ Hs] [_ Ht] [Hr _]. destruct (Rle_dec (l * s + (1 - l) * t) r) as [| Hn]; auto. exfalso.
  set (d := l * s + (1 - l) * t - r). assert (Hd : 0 < d) by (unfold d; lra).
  pose proof (potential_convex a b l (s - d) (t - d) Hl) as K.
  replace (l * (s - d) + (1 - l) * (t - d)) with r in K by (unfold d; lra).
  specialize (Hs (s - d) ltac:(lra)). specialize (Ht (t - d) ltac:(lra)).
  destruct (Req_dec l 0) as [-> | Hl0]; [lra |].
  assert (l * potential n w a (s - d) < l * th) by (apply Rmult_lt_compat_l; lra).
  assert ((1 - l) * potential n w b (t - d) <= (1 - l) * th) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(* Regions: E has a full-dimensional region iff it is nonempty; there are 2^n - 1 of them. *)
Theorem positive_regions :
  (forall E, full_dimensional n (region n w th E) <-> inhabited n E) /\
  number_of_regions n w = (2 ^ n - 1)%nat /\ (forall a, ~ never_region n w th a).
Proof.
  split; [| split].
  - intros E. rewrite region_full_dimensional.
    + now apply (weight_inhabited n w).
    + auto.
    + intros u Hu. specialize (w_pos u Hu). lra.
  - now apply positive_number_of_regions.
  - intros a [H _]. pose proof weight_all_pos. lra.
Qed.

(* The region of E is the polyhedron a_k < t_E <= a_j (k in E, j not in E). *)
Theorem positive_region E a : inhabited n E ->
  (region n w th E a <->
   forall u, (u < n)%nat -> if E u then a u < candidate n w a th E else candidate n w a th E <= a u).
Proof.
  intros HE. apply (weight_inhabited n w) in HE; auto. split.
  - intros [_ [H1 [H2 _]]] u Hu. destruct (E u) eqn:Eu; [now apply H1 |]. apply H2; auto.
    specialize (w_pos u Hu). lra.
  - intros H. split; auto. split; [| split].
    + intros u Hu Eu. specialize (H u Hu). rewrite Eu in H. specialize (w_pos u Hu). split; lra.
    + intros u Hu Eu _. specialize (H u Hu). now rewrite Eu in H.
    + intros k Hk _ Hw. specialize (w_pos k Hk). lra.
Qed.
End Positive.
