(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Theorem C: where exactly one neuron, of any signs, is discontinuous. It is continuous at arrival
   times a at which it fires at t iff the slope of the potential just after t, ties of both signs
   included, is positive. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Continuity.
Open Scope R_scope.

Section Jumps.
Variables (n : nat) (w : nat -> R) (th : R).
Hypothesis th_pos : 0 < th.

Definition arrived (a : nat -> R) (t : R) (u : nat) : bool := if Rle_dec (a u) t then true else false.
(* s+ : the sum of the weights of all spikes that have arrived by t, those at t included. *)
Definition right_slope (a : nat -> R) (t : R) : R := weight_of n w (arrived a t).

(* For a while after t nothing new arrives and the potential is affine. *)
Lemma potential_after a t : exists e, 0 < e /\
  forall s, t <= s <= t + e -> potential n w a s = potential n w a t + right_slope a t * (s - t).
Proof.
  destruct (gap_before n (fun u => - a u) (- t)) as [g [Hg Hgap]].
  exists (- t - g). split; [lra |]. intros s Hs.
  assert (H : forall r, t <= r <= t + (- t - g) ->
    potential n w a r = weight_of n w (arrived a t) * r - moment_of n w a (arrived a t)).
  { intros r Hr. apply potential_affine. intros u Hu _. unfold arrived. destruct (Rle_dec (a u) t); [lra |].
    specialize (Hgap u Hu ltac:(lra)). simpl in Hgap. lra. }
  rewrite (H s) by lra. rewrite (H t) by lra. unfold right_slope. lra.
Qed.

Theorem continuous_where_slope_positive a t : fires n w a th t -> 0 < right_slope a t -> continuous_at n w th a t.
Proof.
  intros Hf Hs e He. destruct (potential_after a t) as [g [Hg HP]].
  destruct (fires_candidate n w a th t th_pos Hf) as [Pt _].
  destruct (lower_semicontinuous n w th th_pos a t Hf e He) as [d1 [Hd1 HL]].
  set (k := Rmin g (e / 2)). assert (Hk : 0 < k) by (apply Rmin_glb_lt; lra).
  pose proof (Rmin_l g (e / 2)) as K1. pose proof (Rmin_r g (e / 2)) as K2. fold k in K1, K2.
  assert (Hup : potential n w a (t + k) = th + right_slope a t * k).
  { rewrite HP, Pt by lra. f_equal. f_equal. lra. }
  assert (Hx : 0 < right_slope a t * k) by (apply Rmult_lt_0_compat; auto).
  pose proof (strength_nonneg n w) as HS.
  set (d2 := right_slope a t * k / (strength n w + 1)).
  assert (Hd2 : 0 < d2) by (apply Rdiv_lt_0_compat; lra).
  assert (Ed2 : (strength n w + 1) * d2 = right_slope a t * k) by (unfold d2; field; lra).
  exists (Rmin d1 d2). split; [apply Rmin_glb_lt; auto |]. intros b Hb.
  assert (Hb1 : near n d1 a b) by (intros u Hu; specialize (Hb u Hu); pose proof (Rmin_l d1 d2); lra).
  assert (HPb : th <= potential n w b (t + k)).
  { assert (HA : Rabs (potential n w a (t + k) - potential n w b (t + k)) <= strength n w * d2).
    { apply potential_lipschitz_arrivals. intros u Hu. specialize (Hb u Hu). pose proof (Rmin_r d1 d2). lra. }
    pose proof (Rle_abs (potential n w a (t + k) - potential n w b (t + k))). lra. }
  destruct (proj2 (fires_iff_reaches n w b th th_pos) (ex_intro (fun s => th <= potential n w b s) (t + k) HPb)) as [s Hs'].
  exists s. split; auto.
  pose proof (HL b Hb1 s Hs') as Hlow. destruct Hs' as [_ Hs'].
  destruct (Rle_dec s (t + k)) as [Hle | Hgt].
  - apply Rabs_def1; lra.
  - specialize (Hs' (t + k) ltac:(lra)). lra.
Qed.

(* Positive spikes a little later, negative ones a little earlier. *)
Definition hindered (k : R) (a : nat -> R) (u : nat) : R :=
  if Rlt_dec 0 (w u) then a u + k else if Rlt_dec (w u) 0 then a u - k else a u.

Theorem discontinuous_where_slope_not_positive a t : fires n w a th t -> right_slope a t <= 0 ->
  exists g, 0 < g /\ forall k, 0 < k -> forall s, fires n w (hindered k a) th s -> t + g < s.
Proof.
  intros Hf Hs. destruct (potential_after a t) as [g [Hg HP]]. exists g. split; auto. intros k Hk s [Hr _].
  destruct (fires_candidate n w a th t th_pos Hf) as [Pt _]. destruct Hf as [Hge Hbefore].
  destruct (Rlt_dec (t + g) s) as [| Hn]; auto. exfalso.
  destruct (positive_spike_before n w th th_pos a t Hge) as [u0 [Hu0 [Hw0 Ha0]]].
  assert (term : forall u, (u < n)%nat -> w u * ramp (s - hindered k a u) <= w u * ramp (s - a u)).
  { intros u _. unfold hindered. destruct (Rlt_dec 0 (w u)).
    - apply Rmult_le_compat_l; [lra | apply ramp_mono; lra].
    - destruct (Rlt_dec (w u) 0); [| lra]. apply Rmult_le_compat_neg_l; [lra | apply ramp_mono; lra]. }
  assert (Hle : potential n w a s <= th).
  { destruct (Rle_dec t s).
    - rewrite HP, Pt by lra. assert (right_slope a t * (s - t) <= 0 * (s - t)) by (apply Rmult_le_compat_r; lra). lra.
    - specialize (Hbefore s ltac:(lra)). lra. }
  destruct (Rle_dec s (a u0)) as [Hearly | Hlate].
  - specialize (Hbefore s ltac:(lra)). assert (potential n w (hindered k a) s <= potential n w a s) by (apply sum_le; auto). lra.
  - assert (potential n w (hindered k a) s < potential n w a s); [| lra].
    apply sum_lt with u0; auto. unfold hindered. destruct (Rlt_dec 0 (w u0)); [| contradiction].
    apply Rmult_lt_compat_l; auto. rewrite (ramp_pos (s - a u0)) by lra. unfold ramp. apply Rmax_lub_lt; lra.
Qed.

Theorem continuous_at_iff a t : fires n w a th t -> (continuous_at n w th a t <-> 0 < right_slope a t).
Proof.
  intros Hf. split; [| now apply continuous_where_slope_positive]. intros HC.
  destruct (Rlt_dec 0 (right_slope a t)) as [| Hn]; auto. exfalso.
  destruct (discontinuous_where_slope_not_positive a t Hf ltac:(lra)) as [g [Hg H]].
  destruct (HC g Hg) as [d [Hd HCd]]. destruct (HCd (hindered (d / 2) a)) as [s [Hs1 Hs2]].
  - intros u _. unfold hindered. destruct (Rlt_dec 0 (w u)); [| destruct (Rlt_dec (w u) 0)].
    + replace (a u - (a u + d / 2)) with (- (d / 2)) by lra. rewrite Rabs_Ropp, Rabs_right; lra.
    + replace (a u - (a u - d / 2)) with (d / 2) by lra. rewrite Rabs_right; lra.
    + rewrite Rminus_eq_0, Rabs_R0. auto.
  - specialize (H (d / 2) ltac:(lra) s Hs1). pose proof (Rle_abs (s - t)). lra.
Qed.
End Jumps.
