(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Finite sums of reals over the indices 0 .. n-1, and the ramp max(0, x). Families of
   numbers (weights, arrival times) are functions of the index; only the first n matter. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool.
Open Scope R_scope.

Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => sum m f + f m end.

Lemma sum_ext n f g : (forall u, (u < n)%nat -> f u = g u) -> sum n f = sum n g.
Proof.
  induction n as [| n IH]; intros H; simpl; auto.
  rewrite IH by (intros; apply H; lia). rewrite H by lia. reflexivity.
Qed.

Lemma sum_zero n f : (forall u, (u < n)%nat -> f u = 0) -> sum n f = 0.
Proof.
  induction n as [| n IH]; intros H; simpl; auto.
  rewrite IH by (intros; apply H; lia). rewrite H by lia. lra.
Qed.

Lemma sum_plus n f g : sum n (fun u => f u + g u) = sum n f + sum n g.
Proof. induction n as [| n IH]; simpl; [lra | rewrite IH; lra]. Qed.

Lemma sum_minus n f g : sum n (fun u => f u - g u) = sum n f - sum n g.
Proof. induction n as [| n IH]; simpl; [lra | rewrite IH; lra]. Qed.

Lemma sum_scale n c f : sum n (fun u => c * f u) = c * sum n f.
Proof. induction n as [| n IH]; simpl; [lra | rewrite IH; lra]. Qed.

Lemma sum_le n f g : (forall u, (u < n)%nat -> f u <= g u) -> sum n f <= sum n g.
Proof.
  induction n as [| n IH]; intros H; simpl; [lra |].
  assert (sum n f <= sum n g) by (apply IH; intros; apply H; lia).
  assert (f n <= g n) by (apply H; lia). lra.
Qed.

Lemma sum_lt n f g u0 :
  (forall u, (u < n)%nat -> f u <= g u) -> (u0 < n)%nat -> f u0 < g u0 -> sum n f < sum n g.
Proof.
  induction n as [| n IH]; intros H Hu Hlt; simpl; [lia |].
  assert (H1 : forall u, (u < n)%nat -> f u <= g u) by (intros; apply H; lia).
  assert (f n <= g n) by (apply H; lia).
  destruct (Nat.eq_dec u0 n) as [-> | Hne].
  - pose proof (sum_le n f g H1). lra.
  - assert (sum n f < sum n g) by (apply IH; auto; lia). lra.
Qed.

Lemma sum_nonneg n f : (forall u, (u < n)%nat -> 0 <= f u) -> 0 <= sum n f.
Proof.
  intros H. rewrite <- (sum_zero n (fun _ => 0)) by auto. now apply sum_le.
Qed.

Lemma sum_term n f u0 : (forall u, (u < n)%nat -> 0 <= f u) -> (u0 < n)%nat -> f u0 <= sum n f.
Proof.
  induction n as [| n IH]; intros H Hu; simpl; [lia |].
  assert (0 <= f n) by (apply H; lia).
  assert (H1 : forall u, (u < n)%nat -> 0 <= f u) by (intros; apply H; lia).
  destruct (Nat.eq_dec u0 n) as [-> | Hne].
  - pose proof (sum_nonneg n f H1). lra.
  - assert (f u0 <= sum n f) by (apply IH; auto; lia). lra.
Qed.

Lemma sum_abs n f : Rabs (sum n f) <= sum n (fun u => Rabs (f u)).
Proof.
  induction n as [| n IH]; simpl; [rewrite Rabs_R0; lra |].
  pose proof (Rabs_triang (sum n f) (f n)). lra.
Qed.

Lemma sum_single n j f : (j < n)%nat -> sum n (fun u => if Nat.eqb u j then f u else 0) = f j.
Proof.
  induction n as [| n IH]; intros Hj; simpl; [lia |].
  destruct (Nat.eqb_spec n j) as [-> | Hne].
  - rewrite sum_zero; [lra |]. intros u Hu. destruct (Nat.eqb_spec u j); [lia | auto].
  - rewrite IH by lia. lra.
Qed.

Lemma sum_app n m f : sum (n + m) f = sum n f + sum m (fun u => f (n + u)%nat).
Proof.
  induction m as [| m IH]; [rewrite Nat.add_0_r; simpl; lra |].
  rewrite Nat.add_succ_r. simpl. rewrite IH. lra.
Qed.

Lemma sum_first n f : sum (S n) f = f O + sum n (fun u => f (S u)).
Proof. replace (S n) with (1 + n)%nat by lia. rewrite sum_app. simpl. lra. Qed.

(* Finitely many numbers have a lower and an upper bound. *)
Lemma lower_bound n (f : nat -> R) s : exists l, l <= s /\ forall u, (u < n)%nat -> l <= f u.
Proof.
  induction n as [| n [l [H1 H2]]]; [exists s; split; [lra | lia] |].
  exists (Rmin l (f n)). pose proof (Rmin_l l (f n)). pose proof (Rmin_r l (f n)).
  split; [lra |]. intros u Hu. destruct (Nat.eq_dec u n) as [-> | Hne]; [lra |].
  specialize (H2 u ltac:(lia)). lra.
Qed.

Lemma upper_bound n (f : nat -> R) s : exists h, s <= h /\ forall u, (u < n)%nat -> f u <= h.
Proof.
  destruct (lower_bound n (fun u => - f u) (- s)) as [l [H1 H2]].
  exists (- l). split; [lra |]. intros u Hu. specialize (H2 u Hu). simpl in H2. lra.
Qed.

(* Among the f u with Q u: the latest one at or before s, or none. *)
Lemma latest_until (Q : nat -> Prop) (Qdec : forall u, {Q u} + {~ Q u}) n (f : nat -> R) s :
  (exists m, (m < n)%nat /\ Q m /\ f m <= s /\
             forall u, (u < n)%nat -> Q u -> f u <= f m \/ s < f u) \/
  (forall u, (u < n)%nat -> Q u -> s < f u).
Proof.
  induction n as [| n IH]; [right; lia |].
  destruct (Qdec n) as [Hq | Hq]; [destruct (Rle_dec (f n) s) as [Hs | Hs] |].
  - left. destruct IH as [[m [H1 [H2 [H3 H4]]]] | H].
    + destruct (Rle_dec (f m) (f n)).
      * exists n. repeat split; auto; try lia. intros u Hu HQ.
        destruct (Nat.eq_dec u n) as [-> |]; [lra |].
        destruct (H4 u ltac:(lia) HQ); lra.
      * exists m. repeat split; auto; try lia. intros u Hu HQ.
        destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H4; auto; lia.
    + exists n. repeat split; auto; try lia. intros u Hu HQ.
      destruct (Nat.eq_dec u n) as [-> |]; [lra |]. right. apply H; auto; lia.
  - destruct IH as [[m [H1 [H2 [H3 H4]]]] | H].
    + left. exists m. repeat split; auto; try lia. intros u Hu HQ.
      destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H4; auto; lia.
    + right. intros u Hu HQ. destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H; auto; lia.
  - destruct IH as [[m [H1 [H2 [H3 H4]]]] | H].
    + left. exists m. repeat split; auto; try lia. intros u Hu HQ.
      destruct (Nat.eq_dec u n) as [-> |]; [contradiction |]. apply H4; auto; lia.
    + right. intros u Hu HQ. destruct (Nat.eq_dec u n) as [-> |]; [contradiction |].
      apply H; auto; lia.
Qed.

(* The earliest one after s, or none. *)
Lemma earliest_after (Q : nat -> Prop) (Qdec : forall u, {Q u} + {~ Q u}) n (f : nat -> R) s :
  (exists m, (m < n)%nat /\ Q m /\ s < f m /\
             forall u, (u < n)%nat -> Q u -> f u <= s \/ f m <= f u) \/
  (forall u, (u < n)%nat -> Q u -> f u <= s).
Proof.
  induction n as [| n IH]; [right; lia |].
  destruct (Qdec n) as [Hq | Hq]; [destruct (Rlt_dec s (f n)) as [Hs | Hs] |].
  - left. destruct IH as [[m [H1 [H2 [H3 H4]]]] | H].
    + destruct (Rle_dec (f n) (f m)).
      * exists n. repeat split; auto; try lia. intros u Hu HQ.
        destruct (Nat.eq_dec u n) as [-> |]; [lra |].
        destruct (H4 u ltac:(lia) HQ); lra.
      * exists m. repeat split; auto; try lia. intros u Hu HQ.
        destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H4; auto; lia.
    + exists n. repeat split; auto; try lia. intros u Hu HQ.
      destruct (Nat.eq_dec u n) as [-> |]; [lra |]. left. apply H; auto; lia.
  - destruct IH as [[m [H1 [H2 [H3 H4]]]] | H].
    + left. exists m. repeat split; auto; try lia. intros u Hu HQ.
      destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H4; auto; lia.
    + right. intros u Hu HQ. destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H; auto; lia.
  - destruct IH as [[m [H1 [H2 [H3 H4]]]] | H].
    + left. exists m. repeat split; auto; try lia. intros u Hu HQ.
      destruct (Nat.eq_dec u n) as [-> |]; [contradiction |]. apply H4; auto; lia.
    + right. intros u Hu HQ. destruct (Nat.eq_dec u n) as [-> |]; [contradiction |].
      apply H; auto; lia.
Qed.

(* Finitely many numbers below t stay below some s < t. *)
Lemma gap_before n (f : nat -> R) t :
  exists s, s < t /\ forall u, (u < n)%nat -> f u < t -> f u <= s.
Proof.
  induction n as [| n [s [H1 H2]]]; [exists (t - 1); split; [lra | lia] |].
  destruct (Rlt_dec (f n) t).
  - exists (Rmax s (f n)). split; [apply Rmax_lub_lt; auto |]. intros u Hu Hf.
    destruct (Nat.eq_dec u n) as [-> |]; [apply Rmax_r |].
    pose proof (Rmax_l s (f n)). specialize (H2 u ltac:(lia) Hf). lra.
  - exists s. split; auto. intros u Hu Hf.
    destruct (Nat.eq_dec u n) as [-> |]; [lra |]. apply H2; auto; lia.
Qed.

Definition ramp (x : R) : R := Rmax 0 x.

Lemma ramp_pos x : 0 <= x -> ramp x = x.
Proof. intros; unfold ramp; apply Rmax_right; lra. Qed.
Lemma ramp_neg x : x <= 0 -> ramp x = 0.
Proof. intros; unfold ramp; apply Rmax_left; lra. Qed.
Lemma ramp_nonneg x : 0 <= ramp x.
Proof. apply Rmax_l. Qed.
Lemma ramp_ge x : x <= ramp x.
Proof. apply Rmax_r. Qed.
Lemma ramp_mono x y : x <= y -> ramp x <= ramp y.
Proof. intros; unfold ramp, Rmax; repeat destruct Rle_dec; lra. Qed.
Lemma ramp_lipschitz x y : Rabs (ramp x - ramp y) <= Rabs (x - y).
Proof. unfold ramp, Rmax, Rabs; repeat destruct Rle_dec; repeat destruct Rcase_abs; lra. Qed.
Lemma ramp_step x y : x <= y -> ramp y - ramp x <= y - x.
Proof. intros; unfold ramp, Rmax; repeat destruct Rle_dec; lra. Qed.
Lemma ramp_convex l x y : 0 <= l <= 1 -> ramp (l * x + (1 - l) * y) <= l * ramp x + (1 - l) * ramp y.
Proof.
  intros Hl. pose proof (ramp_ge x). pose proof (ramp_ge y).
  pose proof (ramp_nonneg x). pose proof (ramp_nonneg y).
  assert (l * x <= l * ramp x) by (apply Rmult_le_compat_l; lra).
  assert ((1 - l) * y <= (1 - l) * ramp y) by (apply Rmult_le_compat_l; lra).
  assert (0 <= l * ramp x) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - l) * ramp y) by (apply Rmult_le_pos; lra).
  unfold ramp at 1. apply Rmax_lub; lra.
Qed.
