(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The spiking neuron with linear response: n synapses with weights w (any sign), spikes
   arriving at times a (firing time of the source plus delay), threshold th > 0. It fires at
   the first time its potential reaches the threshold. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum.
Open Scope R_scope.

Definition potential (n : nat) (w a : nat -> R) (t : R) : R :=
  sum n (fun u => w u * ramp (t - a u)).

Definition fires (n : nat) (w a : nat -> R) (th t : R) : Prop :=
  th <= potential n w a t /\ forall s, s < t -> potential n w a s < th.

Definition never_fires (n : nat) (w a : nat -> R) (th : R) : Prop :=
  forall t, potential n w a t < th.

Definition is_infimum (S : R -> Prop) (m : R) : Prop :=
  (forall s, S s -> m <= s) /\ (forall b, (forall s, S s -> b <= s) -> b <= m).

(* The sum of all |w u|: how fast the potential can change. *)
Definition strength (n : nat) (w : nat -> R) : R := sum n (fun u => Rabs (w u)).

Lemma strength_nonneg n w : 0 <= strength n w.
Proof. apply sum_nonneg. intros; apply Rabs_pos. Qed.

Lemma potential_ext n w w' a a' t :
  (forall u, (u < n)%nat -> w u = w' u) -> (forall u, (u < n)%nat -> w u <> 0 -> a u = a' u) ->
  potential n w a t = potential n w' a' t.
Proof.
  intros Hw Ha. apply sum_ext. intros u Hu. rewrite <- Hw by auto.
  destruct (Req_dec (w u) 0) as [-> | Hne]; [lra |]. now rewrite Ha.
Qed.

Lemma fires_ext n w w' a a' th t :
  (forall u, (u < n)%nat -> w u = w' u) -> (forall u, (u < n)%nat -> w u <> 0 -> a u = a' u) ->
  fires n w a th t -> fires n w' a' th t.
Proof.
  intros Hw Ha [H1 H2]. split.
  - now rewrite <- (potential_ext n w w' a a') by auto.
  - intros s Hs. rewrite <- (potential_ext n w w' a a') by auto. auto.
Qed.

Lemma fires_unique n w a th t t' : fires n w a th t -> fires n w a th t' -> t = t'.
Proof.
  intros [H1 H2] [H3 H4]. destruct (Rtotal_order t t') as [H | [H | H]]; auto.
  - specialize (H4 _ H); lra.
  - specialize (H2 _ H); lra.
Qed.

Lemma fires_not_never n w a th t : fires n w a th t -> never_fires n w a th -> False.
Proof. intros [H _] N. specialize (N t). lra. Qed.

(* The potential is Lipschitz in time and arrival times together. *)
Lemma potential_lipschitz n w a b t s M :
  (forall u, (u < n)%nat -> Rabs ((t - a u) - (s - b u)) <= M) ->
  Rabs (potential n w a t - potential n w b s) <= strength n w * M.
Proof.
  intros H. unfold potential. rewrite <- sum_minus.
  eapply Rle_trans; [apply sum_abs |].
  unfold strength. rewrite Rmult_comm, <- sum_scale. apply sum_le. intros u Hu.
  replace (w u * ramp (t - a u) - w u * ramp (s - b u))
    with (w u * (ramp (t - a u) - ramp (s - b u))) by lra.
  rewrite Rabs_mult, (Rmult_comm M). apply Rmult_le_compat_l; [apply Rabs_pos |].
  eapply Rle_trans; [apply ramp_lipschitz | auto].
Qed.

Lemma potential_lipschitz_time n w a t s :
  Rabs (potential n w a t - potential n w a s) <= strength n w * Rabs (t - s).
Proof.
  apply potential_lipschitz. intros u _. replace (t - a u - (s - a u)) with (t - s) by lra. lra.
Qed.

Lemma potential_lipschitz_arrivals n w a b t M :
  (forall u, (u < n)%nat -> Rabs (a u - b u) <= M) ->
  Rabs (potential n w a t - potential n w b t) <= strength n w * M.
Proof.
  intros H. apply potential_lipschitz. intros u Hu.
  replace (t - a u - (t - b u)) with (- (a u - b u)) by lra. rewrite Rabs_Ropp. auto.
Qed.

Lemma potential_early n w a t : (forall u, (u < n)%nat -> t <= a u) -> potential n w a t = 0.
Proof.
  intros H. apply sum_zero. intros u Hu. specialize (H u Hu). rewrite ramp_neg by lra. lra.
Qed.

(* The model of the paper: t = inf { s : potential s >= threshold }, the set being nonempty. *)
Theorem fires_infimum n w a th t :
  fires n w a th t <->
  (exists s, th <= potential n w a s) /\ is_infimum (fun s => th <= potential n w a s) t.
Proof.
  split.
  - intros [H1 H2]. split; [eauto |]. split.
    + intros s Hs. destruct (Rle_dec t s); auto. specialize (H2 s ltac:(lra)). lra.
    + intros b Hb. auto.
  - intros [_ [H1 H2]]. split.
    + destruct (Rle_dec th (potential n w a t)) as [| Hn]; auto. exfalso.
      set (e := th - potential n w a t). assert (He : 0 < e) by (unfold e; lra).
      pose proof (strength_nonneg n w) as HS.
      set (k := e / (strength n w + 1)).
      assert (Hk : 0 < k) by (apply Rdiv_lt_0_compat; lra).
      assert (Hke : k * (strength n w + 1) = e) by (unfold k; field; lra).
      assert (t + k <= t); [| lra]. apply H2. intros s Hs.
      destruct (Rle_dec (t + k) s); auto. exfalso.
      specialize (H1 s Hs). pose proof (potential_lipschitz_time n w a s t) as HP.
      rewrite (Rabs_right (s - t)) in HP by lra.
      pose proof (Rle_abs (potential n w a s - potential n w a t)).
      assert (strength n w * (s - t) <= strength n w * k) by (apply Rmult_le_compat_l; lra).
      unfold e in *. lra.
    + intros s Hs. destruct (Rlt_dec (potential n w a s) th); auto.
      specialize (H1 s ltac:(lra)). lra.
Qed.

(* The neuron fires iff its potential reaches the threshold at some time. *)
Theorem fires_iff_reaches n w a th :
  0 < th -> ((exists t, fires n w a th t) <-> (exists s, th <= potential n w a s)).
Proof.
  intros Hth. split; [intros [t [H _]]; eauto |]. intros [s0 Hs0].
  set (E := fun r => th <= potential n w a (- r)).
  assert (HB : bound E).
  { destruct (lower_bound n a 0) as [l [_ Hl]]. exists (- l). intros r Hr. unfold E in Hr.
    destruct (Rle_dec r (- l)); auto. exfalso. rewrite potential_early in Hr; [lra |].
    intros u Hu. specialize (Hl u Hu). lra. }
  assert (HN : exists r, E r) by (exists (- s0); unfold E; now rewrite Ropp_involutive).
  destruct (completeness E HB HN) as [m [M1 M2]]. exists (- m).
  apply fires_infimum. split; [eauto |]. split.
  - intros s Hs. assert (- s <= m); [| lra]. apply M1. unfold E. now rewrite Ropp_involutive.
  - intros b Hb. assert (m <= - b); [| lra]. apply M2. intros r Hr. specialize (Hb (- r) Hr). lra.
Qed.

(* Delaying all spikes by c delays the firing by c. *)
Lemma potential_shift n w a c t : potential n w (fun u => a u + c) (t + c) = potential n w a t.
Proof. apply sum_ext. intros u _. f_equal. f_equal. lra. Qed.

Theorem fires_shift n w a th t c : fires n w a th t -> fires n w (fun u => a u + c) th (t + c).
Proof.
  intros [H1 H2]. split; [now rewrite potential_shift |]. intros s Hs.
  replace s with (s - c + c) by lra. rewrite potential_shift. apply H2. lra.
Qed.

Lemma never_fires_shift n w a th c : never_fires n w a th -> never_fires n w (fun u => a u + c) th.
Proof. intros H t. replace t with (t - c + c) by lra. rewrite potential_shift. apply H. Qed.
