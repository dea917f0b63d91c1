(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T2: continuity of one neuron of any signs. Lower semicontinuous always; continuous and
   firing everywhere exactly when every positive weight exceeds the sum of all |negative|
   weights; otherwise an explicit jump. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Counting.
Open Scope R_scope.

Definition near (n : nat) (d : R) (a b : nat -> R) : Prop :=
  forall u, (u < n)%nat -> Rabs (a u - b u) < d.

Section Continuity.
Variables (n : nat) (w : nat -> R) (th : R).
Hypothesis th_pos : 0 < th.

(* Continuous at a, the neuron firing there at t: near a it fires, near t. *)
Definition continuous_at (a : nat -> R) (t : R) : Prop :=
  forall e, 0 < e -> exists d, 0 < d /\
    forall b, near n d a b -> exists s, fires n w b th s /\ Rabs (s - t) < e.

(* ---- lower semicontinuity ---- *)

Lemma potential_continuous a : continuity (potential n w a).
Proof.
  intros t e He. pose proof (strength_nonneg n w) as HS.
  exists (e / (strength n w + 1)). split; [apply Rdiv_lt_0_compat; lra |].
  intros s [_ Hs]. simpl in *. unfold R_dist in *.
  eapply Rle_lt_trans; [apply potential_lipschitz_time |].
  apply Rle_lt_trans with (strength n w * (e / (strength n w + 1))).
  - apply Rmult_le_compat_l; lra.
  - assert (0 < e / (strength n w + 1)) by (apply Rdiv_lt_0_compat; lra).
    replace e with ((strength n w + 1) * (e / (strength n w + 1))) at 2 by (field; lra). lra.
Qed.

(* Below the threshold up to time r, hence below it by a margin. *)
Lemma margin a r : (forall s, s <= r -> potential n w a s < th) ->
  exists g, 0 < g /\ forall s, s <= r -> potential n w a s <= th - g.
Proof.
  intros H. destruct (lower_bound n a r) as [l [L1 L2]].
  destruct (continuity_ab_maj (potential n w a) l r L1) as [m [M1 M2]].
  { intros c _. apply potential_continuous. }
  exists (Rmin (th - potential n w a m) th).
  specialize (H m ltac:(lra)). pose proof (Rmin_l (th - potential n w a m) th).
  pose proof (Rmin_r (th - potential n w a m) th).
  split; [apply Rmin_glb_lt; lra |]. intros s Hs. destruct (Rle_dec l s).
  - specialize (M1 s ltac:(lra)). lra.
  - rewrite potential_early; [lra |]. intros u Hu. specialize (L2 u Hu). lra.
Qed.

Lemma margin_stable a r : (forall s, s <= r -> potential n w a s < th) ->
  exists d, 0 < d /\ forall b, near n d a b -> forall s, s <= r -> potential n w b s < th.
Proof.
  intros H. destruct (margin a r H) as [g [Hg Hm]].
  pose proof (strength_nonneg n w) as HS.
  set (d := g / (strength n w + 1)). assert (Hd : 0 < d) by (apply Rdiv_lt_0_compat; lra).
  assert (HSd : (strength n w + 1) * d = g) by (unfold d; field; lra).
  exists d. split; auto. intros b Hb s Hs. specialize (Hm s Hs).
  assert (HP : Rabs (potential n w b s - potential n w a s) <= strength n w * d).
  { apply potential_lipschitz_arrivals. intros u Hu. specialize (Hb u Hu).
    rewrite Rabs_minus_sym. lra. }
  pose proof (Rle_abs (potential n w b s - potential n w a s)). lra.
Qed.

(* Where it fires at t: near a it does not fire before t - e. *)
Theorem lower_semicontinuous a t : fires n w a th t ->
  forall e, 0 < e -> exists d, 0 < d /\
    forall b, near n d a b -> forall s, fires n w b th s -> t - e < s.
Proof.
  intros [_ H] e He. destruct (margin_stable a (t - e)) as [d [Hd Hm]].
  { intros s Hs. apply H. lra. }
  exists d. split; auto. intros b Hb s [Hs _]. destruct (Rlt_dec (t - e) s); auto.
  specialize (Hm b Hb s ltac:(lra)). lra.
Qed.
(* Where it never fires: near a it does not fire before any given time. *)
Theorem lower_semicontinuous_never a : never_fires n w a th ->
  forall r, exists d, 0 < d /\ forall b, near n d a b -> forall s, fires n w b th s -> r < s.
Proof.
  intros H r. destruct (margin_stable a r) as [d [Hd Hm]]; [intros; apply H |].
  exists d. split; auto. intros b Hb s [Hs _]. destruct (Rlt_dec r s); auto.
  specialize (Hm b Hb s ltac:(lra)). lra.
Qed.

(* ---- the sharp condition ---- *)

(* The sum of |w| over the negative weights. *)
Definition inhibition : R := sum n (fun u => Rmax 0 (- w u)).

Definition dominated : Prop :=
  (exists u, (u < n)%nat /\ 0 < w u) /\
  (forall u, (u < n)%nat -> 0 < w u -> inhibition < w u).

Lemma inhibition_nonneg : 0 <= inhibition.
Proof. apply sum_nonneg. intros; apply Rmax_l. Qed.

(* Once a positive spike u arrived, the potential grows at least at speed w_u - inhibition. *)
Lemma potential_grows a u s t : (u < n)%nat -> 0 < w u -> a u <= s <= t ->
  (w u - inhibition) * (t - s) <= potential n w a t - potential n w a s.
Proof.
  intros Hu Hw Hst. unfold potential, inhibition. rewrite <- sum_minus.
  replace ((w u - sum n (fun v => Rmax 0 (- w v))) * (t - s))
    with (sum n (fun v => (if Nat.eqb v u then w u else 0) * (t - s) - (t - s) * Rmax 0 (- w v))).
  - apply sum_le. intros v Hv.
    replace (w v * ramp (t - a v) - w v * ramp (s - a v))
      with (w v * (ramp (t - a v) - ramp (s - a v))) by lra.
    pose proof (ramp_mono (s - a v) (t - a v) ltac:(lra)).
    pose proof (ramp_step (s - a v) (t - a v) ltac:(lra)).
    destruct (Rle_dec 0 (w v)) as [Hpos | Hneg].
    + rewrite (Rmax_left 0 (- w v)) by lra. destruct (Nat.eqb_spec v u) as [-> |].
      * rewrite !ramp_pos by lra. lra.
      * assert (0 <= w v * (ramp (t - a v) - ramp (s - a v))) by (apply Rmult_le_pos; lra). lra.
    + rewrite (Rmax_right 0 (- w v)) by lra. destruct (Nat.eqb_spec v u) as [-> |]; [lra |].
      assert (- w v * (ramp (t - a v) - ramp (s - a v)) <= - w v * (t - s))
        by (apply Rmult_le_compat_l; lra). lra.
  - rewrite sum_minus, sum_scale.
    assert (K : sum n (fun v => (if Nat.eqb v u then w u else 0) * (t - s)) = w u * (t - s)).
    { rewrite <- (sum_single n u (fun v => w u * (t - s))) by auto. apply sum_ext. intros v _.
      destruct (Nat.eqb v u); lra. }
    rewrite K. lra.
Qed.

(* A time at which the threshold is reached has a positive spike before it. *)
Lemma positive_spike_before a t : th <= potential n w a t ->
  exists u, (u < n)%nat /\ 0 < w u /\ a u < t.
Proof.
  intros H.
  destruct (earliest_after (fun u => 0 < w u) (fun u => Rlt_dec 0 (w u)) n (fun u => - a u) (- t))
    as [[u [H1 [H2 [H3 _]]]] | Hn].
  - exists u. repeat split; auto. lra.
  - exfalso. assert (potential n w a t <= 0); [| lra].
    replace 0 with (sum n (fun _ : nat => 0)) by (apply sum_zero; auto).
    apply sum_le. intros u Hu. destruct (Rlt_dec 0 (w u)) as [Hw | Hw].
    + specialize (Hn u Hu Hw). rewrite ramp_neg by lra. lra.
    + pose proof (ramp_nonneg (t - a u)).
      assert (w u * ramp (t - a u) <= 0 * ramp (t - a u)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(* The least margin w_u - inhibition over the positive weights. *)
Lemma dominated_margin : dominated ->
  exists g, 0 < g /\ forall u, (u < n)%nat -> 0 < w u -> g <= w u - inhibition.
Proof.
  intros [_ H]. destruct (lower_bound n (fun u => if Rlt_dec 0 (w u) then w u else inhibition + 1) (inhibition + 1))
    as [l [L1 L2]]. clear l L1 L2.
  assert (G : forall m, (m <= n)%nat -> exists g, 0 < g /\ forall u, (u < m)%nat -> 0 < w u -> g <= w u - inhibition).
  { induction m as [| m IH]; intros Hm; [exists 1; split; [lra | lia] |].
    destruct (IH ltac:(lia)) as [g [G1 G2]]. destruct (Rlt_dec 0 (w m)) as [Hw | Hw].
    - specialize (H m ltac:(lia) Hw). exists (Rmin g (w m - inhibition)). split.
      + apply Rmin_glb_lt; lra.
      + intros u Hu Hwu. destruct (Nat.eq_dec u m) as [-> |]; [apply Rmin_r |].
        pose proof (Rmin_l g (w m - inhibition)). specialize (G2 u ltac:(lia) Hwu). lra.
    - exists g. split; auto. intros u Hu Hwu. destruct (Nat.eq_dec u m) as [-> |]; [contradiction |].
      apply G2; auto; lia. }
  apply (G n). lia.
Qed.

Theorem dominated_fires : dominated -> forall a, exists t, fires n w a th t.
Proof.
  intros HD a. apply fires_iff_reaches; auto.
  destruct (dominated_margin HD) as [g [G1 G2]]. destruct HD as [[u [Hu Hw]] _].
  specialize (G2 u Hu Hw).
  set (P0 := potential n w a (a u)). set (k := (Rabs (th - P0) + 1) / g).
  assert (Hk : 0 <= k) by (apply Rlt_le, Rdiv_lt_0_compat; [pose proof (Rabs_pos (th - P0)) |]; lra).
  exists (a u + k). pose proof (potential_grows a u (a u) (a u + k) Hu Hw ltac:(lra)) as K.
  fold P0 in K. replace (a u + k - a u) with k in K by lra.
  assert (g * k <= (w u - inhibition) * k) by (apply Rmult_le_compat_r; lra).
  assert (g * k = Rabs (th - P0) + 1) by (unfold k; field; lra).
  pose proof (Rle_abs (th - P0)). lra.
Qed.

(* Lipschitz with constant strength / margin. *)
Theorem dominated_lipschitz : dominated ->
  exists K, 0 <= K /\ forall a b e s t, (forall u, (u < n)%nat -> Rabs (a u - b u) <= e) -> 0 <= e ->
    fires n w a th s -> fires n w b th t -> Rabs (s - t) <= K * e.
Proof.
  intros HD. destruct (dominated_margin HD) as [g [G1 G2]].
  pose proof (strength_nonneg n w) as HS.
  exists (strength n w / g). split; [apply Rmult_le_pos; auto; left; now apply Rinv_0_lt_compat |].
  assert (H : forall a b e s t, (forall u, (u < n)%nat -> Rabs (a u - b u) <= e) -> 0 <= e ->
    fires n w a th s -> fires n w b th t -> t <= s + strength n w / g * e).
  { intros a b e s t Hab He [Hs _] [_ Ht].
    set (k := strength n w / g * e).
    assert (Hk : 0 <= k).
    { apply Rmult_le_pos; auto. apply Rmult_le_pos; auto. left. now apply Rinv_0_lt_compat. }
    destruct (Rle_dec t (s + k)) as [| Hn]; auto. exfalso.
    specialize (Ht (s + k) ltac:(lra)).
    destruct (positive_spike_before a s Hs) as [u [Hu [Hw Hau]]]. specialize (G2 u Hu Hw).
    pose proof (potential_grows a u s (s + k) Hu Hw ltac:(lra)) as K.
    replace (s + k - s) with k in K by lra.
    assert (g * k <= (w u - inhibition) * k) by (apply Rmult_le_compat_r; lra).
    assert (g * k = strength n w * e) by (unfold k; field; lra).
    pose proof (potential_lipschitz_arrivals n w a b (s + k) e Hab).
    pose proof (Rle_abs (potential n w a (s + k) - potential n w b (s + k))). lra. }
  intros a b e s t Hab He Hs Ht. apply Rabs_le.
  pose proof (H a b e s t Hab He Hs Ht).
  pose proof (H b a e t s ltac:(intros; rewrite Rabs_minus_sym; auto) He Ht Hs). lra.
Qed.

Theorem dominated_continuous : dominated ->
  forall a t, fires n w a th t -> continuous_at a t.
Proof.
  intros HD a t Ht e He. destruct (dominated_lipschitz HD) as [K [HK HL]].
  exists (e / (K + 1)). assert (Hd : 0 < e / (K + 1)) by (apply Rdiv_lt_0_compat; lra).
  split; auto. intros b Hb. destruct (dominated_fires HD b) as [s Hs]. exists s. split; auto.
  apply Rle_lt_trans with (K * (e / (K + 1))).
  - apply (HL b a); auto; [| lra]. intros u Hu. specialize (Hb u Hu). rewrite Rabs_minus_sym. lra.
  - assert ((K + 1) * (e / (K + 1)) = e) by (field; lra). lra.
Qed.

(* ---- the explicit jump ---- *)

(* Spike u at time 0, the inhibitory spikes at time y, all others at time z. *)
Definition jump_arrivals (u : nat) (y z : R) (v : nat) : R :=
  if Nat.eqb v u then 0 else if Rlt_dec (w v) 0 then y else z.

Lemma jump_potential u y z s : (u < n)%nat -> 0 < w u -> 0 <= y -> s <= z ->
  potential n w (jump_arrivals u y z) s = w u * ramp s - inhibition * ramp (s - y).
Proof.
  intros Hu Hw Hy Hz. unfold potential, inhibition.
  replace (w u * ramp s - sum n (fun v => Rmax 0 (- w v)) * ramp (s - y))
    with (sum n (fun v => (if Nat.eqb v u then w v * ramp s else 0) - ramp (s - y) * Rmax 0 (- w v))).
  - apply sum_ext. intros v Hv. unfold jump_arrivals. destruct (Nat.eqb_spec v u) as [-> |].
    + rewrite (Rmax_left 0 (- w u)) by lra. replace (s - 0) with s by lra. lra.
    + destruct (Rlt_dec (w v) 0).
      * rewrite (Rmax_right 0 (- w v)) by lra. lra.
      * rewrite (Rmax_left 0 (- w v)) by lra. rewrite (ramp_neg (s - z)) by lra. lra.
  - rewrite sum_minus, sum_scale, (sum_single n u (fun v => w v * ramp s)) by auto. lra.
Qed.

(* If the inhibition outweighs the positive weight w u, then the firing time is T = th / w u when
   the inhibition arrives at T, and not before z when it arrives at any y < T: a jump. *)
Theorem explicit_jump u z : (u < n)%nat -> 0 < w u -> w u <= inhibition -> th / w u < z ->
  fires n w (jump_arrivals u (th / w u) z) th (th / w u) /\
  forall y s, 0 <= y < th / w u -> fires n w (jump_arrivals u y z) th s -> z <= s.
Proof.
  intros Hu Hw Hin Hz. set (T := th / w u) in *.
  assert (HT : w u * T = th) by (unfold T; field; lra).
  assert (HTp : 0 < T) by (apply Rdiv_lt_0_compat; auto).
  split; [split |].
  - rewrite jump_potential by (auto; lra). rewrite (ramp_pos T), (ramp_neg (T - T)) by lra. lra.
  - intros s Hs. rewrite jump_potential by (auto; lra). rewrite (ramp_neg (s - T)) by lra.
    destruct (Rle_dec s 0); [rewrite ramp_neg by lra; lra |]. rewrite ramp_pos by lra.
    assert (w u * s < w u * T) by (apply Rmult_lt_compat_l; auto). lra.
  - intros y s Hy [Hs _]. destruct (Rle_dec z s) as [| Hn]; auto. exfalso.
    rewrite jump_potential in Hs by (auto; lra). pose proof inhibition_nonneg.
    destruct (Rle_dec s y).
    + rewrite (ramp_neg (s - y)) in Hs by lra.
      assert (w u * ramp s <= w u * ramp y) by (apply Rmult_le_compat_l; [lra | apply ramp_mono; lra]).
      rewrite (ramp_pos y) in * by lra.
      assert (w u * y < w u * T) by (apply Rmult_lt_compat_l; lra). lra.
    + rewrite !ramp_pos in Hs by lra.
      assert (w u * (s - y) <= inhibition * (s - y)) by (apply Rmult_le_compat_r; lra).
      assert (w u * y < w u * T) by (apply Rmult_lt_compat_l; lra). lra.
Qed.

Theorem jump_discontinuous u : (u < n)%nat -> 0 < w u -> w u <= inhibition ->
  let T := th / w u in
  fires n w (jump_arrivals u T (T + 1)) th T /\ ~ continuous_at (jump_arrivals u T (T + 1)) T.
Proof.
  intros Hu Hw Hin T. destruct (explicit_jump u (T + 1) Hu Hw Hin) as [H1 H2]; [unfold T; lra |].
  fold T in H1, H2. split; auto. intros HC.
  assert (HTp : 0 < T) by (apply Rdiv_lt_0_compat; auto).
  destruct (HC 1 ltac:(lra)) as [d [Hd HCd]].
  set (y := T - Rmin (d / 2) (T / 2)).
  pose proof (Rmin_l (d / 2) (T / 2)). pose proof (Rmin_r (d / 2) (T / 2)).
  assert (0 < Rmin (d / 2) (T / 2)) by (apply Rmin_glb_lt; lra).
  destruct (HCd (jump_arrivals u y (T + 1))) as [s [Hs1 Hs2]].
  - intros v Hv. unfold jump_arrivals. destruct (Nat.eqb v u); [| destruct (Rlt_dec (w v) 0)].
    + rewrite Rminus_eq_0, Rabs_R0. auto.
    + unfold y. rewrite Rabs_right; lra.
    + rewrite Rminus_eq_0, Rabs_R0. auto.
  - pose proof (H2 y s ltac:(unfold y; lra) Hs1). pose proof (Rle_abs (s - T)). lra.
Qed.

(* T2, sharp: continuous and firing everywhere iff min w+ > sum |w-|. *)
Theorem continuous_iff :
  (forall a, exists t, fires n w a th t /\ continuous_at a t) <-> dominated.
Proof.
  split.
  - intros H. split.
    + destruct (H (fun _ => 0)) as [t [[Ht _] _]].
      destruct (positive_spike_before _ t Ht) as [u [Hu [Hw _]]]. eauto.
    + intros u Hu Hw. destruct (Rlt_dec inhibition (w u)) as [| Hn]; auto. exfalso.
      destruct (jump_discontinuous u Hu Hw ltac:(lra)) as [Hf HN].
      destruct (H (jump_arrivals u (th / w u) (th / w u + 1))) as [t [Ht HC]].
      rewrite (fires_unique _ _ _ _ _ _ Ht Hf) in HC. contradiction.
  - intros HD a. destruct (dominated_fires HD a) as [t Ht]. exists t. split; auto.
    now apply dominated_continuous.
Qed.
End Continuity.
