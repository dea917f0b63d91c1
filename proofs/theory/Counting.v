(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Theorem N: the number of linear regions of one neuron with n independent arrivals. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Import ListNotations.
Open Scope R_scope.

(* S contains an open cube of R^n: it is full-dimensional. *)
Definition full_dimensional (n : nat) (S : (nat -> R) -> Prop) : Prop :=
  exists c r, 0 < r /\ forall a, (forall u, (u < n)%nat -> Rabs (a u - c u) < r) -> S a.

Definition has_positive_weight (n : nat) (w : nat -> R) (m : list bool) : bool :=
  if Rlt_dec 0 (weight_of n w (set_of m)) then true else false.

(* #{E : W_E > 0} *)
Definition number_of_regions (n : nat) (w : nat -> R) : nat :=
  length (filter (has_positive_weight n w) (masks n)).

Lemma Rabs_lt_between x r : Rabs x < r -> - r < x < r.
Proof. intros H. split; [pose proof (Rle_abs (- x)) as K; rewrite Rabs_Ropp in K | pose proof (Rle_abs x)]; lra. Qed.

Lemma weight_of_strength n w E : Rabs (weight_of n w E) <= strength n w.
Proof.
  eapply Rle_trans; [apply sum_abs |]. apply sum_le. intros u _.
  destruct (E u); [lra | rewrite Rabs_R0; apply Rabs_pos].
Qed.
Lemma moment_of_bound n w a E M : (forall u, (u < n)%nat -> E u = true -> Rabs (a u) <= M) -> 0 <= M ->
  Rabs (moment_of n w a E) <= strength n w * M.
Proof.
  intros H HM. eapply Rle_trans; [apply sum_abs |].
  unfold strength. rewrite Rmult_comm, <- sum_scale. apply sum_le. intros u Hu.
  destruct (E u) eqn:Eu.
  - rewrite Rabs_mult, (Rmult_comm M). apply Rmult_le_compat_l; [apply Rabs_pos | auto].
  - rewrite Rabs_R0. apply Rmult_le_pos; [auto | apply Rabs_pos].
Qed.

Section Regions.
Variables (n : nat) (w : nat -> R) (th : R).
Hypothesis th_pos : 0 < th.
Hypothesis w_nonzero : forall u, (u < n)%nat -> w u <> 0.

(* Witness: negative members of E arrive a little before its positive members, others late. *)
Theorem region_has_interior E : 0 < weight_of n w E -> full_dimensional n (region n w th E).
Proof.
  intros HW. set (W := weight_of n w E) in *. set (S := strength n w).
  assert (HS : 0 <= S) by apply strength_nonneg.
  set (r := th / (5 * S + 5 * W)).
  assert (Hr : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  assert (Hth : 5 * (S * r) + 5 * (W * r) = th) by (unfold r; field; lra).
  assert (HSr : 0 <= S * r) by (apply Rmult_le_pos; lra).
  set (late := (th + 5 * (S * r)) / W + 2 * r).
  exists (fun u => if E u then (if Rlt_dec (w u) 0 then - 3 * r else 0) else late), r.
  split; auto. intros a Ha.
  set (t := candidate n w a th E).
  assert (HM : Rabs (moment_of n w a E) <= S * (4 * r)).
  { apply moment_of_bound; [| lra]. intros u Hu Eu. specialize (Ha u Hu). rewrite Eu in Ha.
    apply Rabs_lt_between in Ha. apply Rabs_le. destruct (Rlt_dec (w u) 0); lra. }
  assert (HC : W * t = th + moment_of n w a E) by (apply candidate_weight; auto).
  pose proof (Rle_abs (moment_of n w a E)). pose proof (Rle_abs (- moment_of n w a E)) as Hm.
  rewrite Rabs_Ropp in Hm.
  assert (Ht1 : r < t).
  { apply Rmult_lt_reg_l with W; auto. assert (0 < W * r) by (apply Rmult_lt_0_compat; auto). lra. }
  assert (Ht2 : t <= late - 2 * r).
  { unfold late. apply Rmult_le_reg_l with W; auto. rewrite HC.
    replace (W * ((th + 5 * (S * r)) / W + 2 * r - 2 * r)) with (th + 5 * (S * r)) by (field; lra). lra. }
  unfold region. fold W t. split; auto. split; [| split].
  - intros u Hu Eu. split; auto. specialize (Ha u Hu). rewrite Eu in Ha.
    apply Rabs_lt_between in Ha. destruct (Rlt_dec (w u) 0); lra.
  - intros u Hu Eu _. specialize (Ha u Hu). rewrite Eu in Ha. apply Rabs_lt_between in Ha. lra.
  - intros k Hk Ek Hw. apply Rle_lt_trans with 0; auto.
    pose proof (Ha k Hk) as Hak. rewrite Ek in Hak. destruct (Rlt_dec (w k) 0); [| lra].
    apply Rabs_lt_between in Hak.
    replace 0 with (sum n (fun _ : nat => 0)) by (apply sum_zero; auto). apply sum_le. intros u Hu.
    destruct (Rlt_dec (w u) 0) as [Hwu | Hwu].
    + pose proof (ramp_nonneg (a k - a u)).
      assert (w u * ramp (a k - a u) <= 0 * ramp (a k - a u)) by (apply Rmult_le_compat_r; lra). lra.
    + rewrite ramp_neg; [lra |]. specialize (Ha u Hu). destruct (E u).
      * destruct (Rlt_dec (w u) 0); [lra |]. apply Rabs_lt_between in Ha. lra.
      * apply Rabs_lt_between in Ha. lra.
Qed.

Theorem region_full_dimensional E : full_dimensional n (region n w th E) <-> 0 < weight_of n w E.
Proof.
  split; [| apply region_has_interior]. intros [c [r [Hr H]]]. apply (H c).
  intros u _. rewrite Rminus_eq_0, Rabs_R0. auto.
Qed.

(* The never region is full-dimensional exactly when W_all <= 0; otherwise it is empty. *)
Theorem never_full_dimensional :
  full_dimensional n (never_region n w th) <-> weight_of n w (fun _ => true) <= 0.
Proof.
  split.
  - intros [c [r [Hr H]]]. apply (H c). intros u _. rewrite Rminus_eq_0, Rabs_R0. auto.
  - intros HW. set (S := strength n w). assert (HS : 0 <= S) by apply strength_nonneg.
    set (r := th / (3 * S + 1)). assert (Hr : 0 < r) by (apply Rdiv_lt_0_compat; lra).
    assert (Hth : 3 * (S * r) + r = th) by (unfold r; field; lra).
    exists (fun _ => 0), r. split; auto. intros a Ha. split; auto. intros k Hk _.
    assert (HP : Rabs (potential n w a (a k) - potential n w a (- r)) <= S * (2 * r)).
    { eapply Rle_trans; [apply potential_lipschitz_time |]. apply Rmult_le_compat_l; auto.
      specialize (Ha k Hk). apply Rabs_lt_between in Ha. apply Rabs_le. lra. }
    rewrite (potential_early n w a (- r)) in HP.
    + pose proof (Rle_abs (potential n w a (a k) - 0)).
      assert (0 <= S * r) by (apply Rmult_le_pos; lra). lra.
    + intros u Hu. specialize (Ha u Hu). apply Rabs_lt_between in Ha. lra.
Qed.

(* The causal sets with a full-dimensional region are exactly those counted. *)
Theorem regions_counted :
  exists L, NoDup L /\ length L = number_of_regions n w /\
    forall m, length m = n -> (In m L <-> full_dimensional n (region n w th (set_of m))).
Proof.
  exists (filter (has_positive_weight n w) (masks n)). split; [| split]; auto.
  - apply NoDup_filter, masks_distinct.
  - intros m Hm. rewrite filter_In, masks_spec, region_full_dimensional. unfold has_positive_weight.
    destruct (Rlt_dec 0 _); split; intros H; try tauto. destruct H; discriminate.
Qed.

Lemma moment_of_indicator E u : (u < n)%nat ->
  moment_of n w (fun v => if Nat.eqb v u then 1 else 0) E = if E u then w u else 0.
Proof.
  intros Hu. unfold moment_of. rewrite <- (sum_single n u (fun v => if E v then w v else 0)) by auto.
  apply sum_ext. intros v _. destruct (E v), (Nat.eqb v u); lra.
Qed.
Lemma moment_of_zero E : moment_of n w (fun _ => 0) E = 0.
Proof. apply sum_zero. intros u _. destruct (E u); lra. Qed.

(* Different regions carry different affine maps: as many distinct maps as regions. *)
Theorem maps_distinct E F : 0 < weight_of n w E -> 0 < weight_of n w F ->
  (forall a, candidate n w a th E = candidate n w a th F) -> same_set n E F.
Proof.
  intros HE HF H u Hu.
  pose proof (H (fun _ => 0)) as H0. pose proof (H (fun v => if Nat.eqb v u then 1 else 0)) as H1.
  unfold candidate in H0, H1. rewrite !moment_of_zero in H0. rewrite !moment_of_indicator in H1 by auto.
  specialize (w_nonzero u Hu).
  destruct (E u), (F u); auto; exfalso.
  - assert (K : w u / weight_of n w E = 0).
    { unfold Rdiv in *. rewrite !Rmult_plus_distr_r in *. lra. }
    apply w_nonzero. apply Rmult_eq_reg_r with (/ weight_of n w E).
    + unfold Rdiv in K. lra.
    + pose proof (Rinv_0_lt_compat _ HE). lra.
  - assert (K : w u / weight_of n w F = 0).
    { unfold Rdiv in *. rewrite !Rmult_plus_distr_r in *. lra. }
    apply w_nonzero. apply Rmult_eq_reg_r with (/ weight_of n w F).
    + unfold Rdiv in K. lra.
    + pose proof (Rinv_0_lt_compat _ HF). lra.
Qed.
End Regions.

(* ---- positive weights: 2^n - 1 ---- *)
Definition nonempty (m : list bool) : bool := existsb (fun b => b) m.

Lemma nonempty_spec m : nonempty m = true <-> exists u, (u < length m)%nat /\ set_of m u = true.
Proof.
  unfold nonempty. rewrite existsb_exists. split.
  - intros [b [Hin ->]]. apply In_nth with (d := false) in Hin. destruct Hin as [u [Hu H]]. eauto.
  - intros [u [Hu H]]. exists true. split; auto. unfold set_of in H. rewrite <- H. now apply nth_In.
Qed.

Lemma nonempty_count n : length (filter nonempty (masks n)) = (2 ^ n - 1)%nat.
Proof.
  assert (split_count : forall (f : list bool -> bool) l,
    (length (filter f l) + length (filter (fun x => negb (f x)) l) = length l)%nat).
  { intros f. induction l as [| x l IH]; simpl; auto. destruct (f x); simpl; lia. }
  assert (one_empty : forall n, length (filter (fun m => negb (nonempty m)) (masks n)) = 1%nat).
  { clear n. induction n as [| n IH]; simpl; auto. rewrite filter_app, app_length.
    rewrite <- IH at 1.
    assert (A : forall l, length (filter (fun m => negb (nonempty m)) (map (cons true) l)) = 0%nat)
      by (induction l; simpl; auto).
    assert (B : forall l, length (filter (fun m => negb (nonempty m)) (map (cons false) l)) =
                          length (filter (fun m => negb (nonempty m)) l)).
    { induction l as [| x l IH']; simpl; auto.
      change (nonempty (false :: x)) with (nonempty x). destruct (nonempty x); simpl; auto. }
    rewrite A, B. lia. }
  pose proof (split_count nonempty (masks n)) as H. rewrite one_empty, masks_count in H. lia.
Qed.

Lemma weight_of_positive n w E : (forall u, (u < n)%nat -> 0 < w u) ->
  (0 < weight_of n w E <-> exists u, (u < n)%nat /\ E u = true).
Proof.
  intros Hw. split.
  - intros H. destruct (existsb E (seq 0 n)) eqn:X.
    + apply existsb_exists in X. destruct X as [u [Hu HE]]. apply in_seq in Hu.
      exists u. split; [lia | auto].
    + exfalso. unfold weight_of in H. rewrite sum_zero in H; [lra |]. intros u Hu.
      destruct (E u) eqn:Eu; auto.
      assert (existsb E (seq 0 n) = true); [| congruence].
      apply existsb_exists. exists u. split; auto. apply in_seq. lia.
  - intros [u [Hu HE]]. apply Rlt_le_trans with (w u); auto.
    replace (w u) with (if E u then w u else 0) by now rewrite HE.
    apply (sum_term n (fun u => if E u then w u else 0)); auto.
    intros v Hv. destruct (E v); [left; auto | lra].
Qed.

Lemma filter_same {A} (f g : A -> bool) l : (forall x, In x l -> f x = g x) -> filter f l = filter g l.
Proof.
  induction l as [| x l IH]; intros H; simpl; auto.
  rewrite (H x (or_introl eq_refl)), IH; auto. intros y Hy. apply H. now right.
Qed.

Theorem positive_number_of_regions n w :
  (forall u, (u < n)%nat -> 0 < w u) -> number_of_regions n w = (2 ^ n - 1)%nat.
Proof.
  intros Hw. rewrite <- nonempty_count. unfold number_of_regions. f_equal. apply filter_same.
  intros m Hm. apply masks_spec in Hm. unfold has_positive_weight.
  pose proof (weight_of_positive n w (set_of m) Hw) as K. pose proof (nonempty_spec m) as N.
  rewrite Hm in N. destruct (Rlt_dec 0 _) as [H | H].
  - symmetry. now apply N, K.
  - destruct (nonempty m); auto. exfalso. apply H, K, N. reflexivity.
Qed.

(* At most 2^n - 1 whatever the signs. *)
Theorem number_of_regions_bound n w : (number_of_regions n w <= 2 ^ n - 1)%nat.
Proof.
  rewrite <- nonempty_count. unfold number_of_regions.
  assert (K : forall l, (forall m, In m l -> length m = n) ->
    (length (filter (has_positive_weight n w) l) <= length (filter nonempty l))%nat).
  { induction l as [| m l IH]; intros H; simpl; auto.
    assert (IH' := IH (fun x Hx => H x (or_intror Hx))).
    destruct (has_positive_weight n w m) eqn:X.
    - destruct (nonempty m) eqn:Y; simpl; [lia |]. exfalso. unfold has_positive_weight in X.
      destruct (Rlt_dec 0 (weight_of n w (set_of m))); [| discriminate].
      unfold weight_of in r. rewrite sum_zero in r; [lra |]. intros u Hu.
      destruct (set_of m u) eqn:Z; auto. assert (nonempty m = true); [| congruence].
      apply nonempty_spec. exists u. rewrite (H m (or_introl eq_refl)). auto.
    - destruct (nonempty m); simpl; lia. }
  apply K. intros m. apply masks_spec.
Qed.
