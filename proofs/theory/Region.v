(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Which arrival times make a given set of synapses the causal set (Theorem R), when the
   neuron never fires, and the firing time as a minimum over candidate sets. Any signs. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron.
Import ListNotations.
Open Scope R_scope.

(* W_E, the sum of w_u a_u over E, and the candidate firing time t_E. *)
Definition weight_of (n : nat) (w : nat -> R) (E : nat -> bool) : R :=
  sum n (fun u => if E u then w u else 0).
Definition moment_of (n : nat) (w a : nat -> R) (E : nat -> bool) : R :=
  sum n (fun u => if E u then w u * a u else 0).
Definition candidate (n : nat) (w a : nat -> R) (th : R) (E : nat -> bool) : R :=
  (th + moment_of n w a E) / weight_of n w E.

(* The synapses of nonzero weight whose spikes arrive strictly before t. *)
Definition causal_set (w a : nat -> R) (t : R) (u : nat) : bool :=
  if Rlt_dec (a u) t then (if Req_EM_T (w u) 0 then false else true) else false.

Definition same_set (n : nat) (E F : nat -> bool) : Prop := forall u, (u < n)%nat -> E u = F u.

Definition has_causal_set (n : nat) (w a : nat -> R) (th : R) (E : nat -> bool) : Prop :=
  exists t, fires n w a th t /\ same_set n E (causal_set w a t).

(* The region of E, as inequalities in the arrival times. *)
Definition region (n : nat) (w : nat -> R) (th : R) (E : nat -> bool) (a : nat -> R) : Prop :=
  let t := candidate n w a th E in
  0 < weight_of n w E /\
  (forall u, (u < n)%nat -> E u = true -> w u <> 0 /\ a u < t) /\
  (forall u, (u < n)%nat -> E u = false -> w u <> 0 -> t <= a u) /\
  (forall k, (k < n)%nat -> E k = true -> w k < 0 -> potential n w a (a k) < th).

(* The region of no firing. *)
Definition never_region (n : nat) (w : nat -> R) (th : R) (a : nat -> R) : Prop :=
  weight_of n w (fun _ => true) <= 0 /\
  (forall k, (k < n)%nat -> w k < 0 -> potential n w a (a k) < th).

Lemma causal_set_true w a t u : causal_set w a t u = true <-> a u < t /\ w u <> 0.
Proof.
  unfold causal_set. destruct (Rlt_dec (a u) t); [destruct (Req_EM_T (w u) 0) |]; split;
    intros H; try discriminate; try tauto; destruct H; tauto.
Qed.
Lemma causal_set_false w a t u : causal_set w a t u = false <-> w u = 0 \/ t <= a u.
Proof.
  unfold causal_set. destruct (Rlt_dec (a u) t); [destruct (Req_EM_T (w u) 0) |]; split;
    intros H; try discriminate; try tauto; try (right; lra); destruct H; try contradiction; lra.
Qed.

Lemma weight_of_ext n w (E F : nat -> bool) : same_set n E F -> weight_of n w E = weight_of n w F.
Proof. intros H. apply sum_ext. intros u Hu. now rewrite H. Qed.
Lemma moment_of_ext n w a E F : same_set n E F -> moment_of n w a E = moment_of n w a F.
Proof. intros H. apply sum_ext. intros u Hu. now rewrite H. Qed.
Lemma candidate_ext n w a th E F : same_set n E F -> candidate n w a th E = candidate n w a th F.
Proof. intros H. unfold candidate. now rewrite (weight_of_ext n w E F), (moment_of_ext n w a E F). Qed.

Lemma candidate_weight n w a th E : 0 < weight_of n w E ->
  weight_of n w E * candidate n w a th E = th + moment_of n w a E.
Proof. intros H. unfold candidate. field. lra. Qed.

(* Between breakpoints the potential is affine. *)
Lemma potential_affine n w a (E : nat -> bool) t :
  (forall u, (u < n)%nat -> w u <> 0 -> if E u then a u <= t else t <= a u) ->
  potential n w a t = weight_of n w E * t - moment_of n w a E.
Proof.
  intros H. unfold potential, weight_of, moment_of.
  rewrite Rmult_comm, <- sum_scale, <- sum_minus. apply sum_ext. intros u Hu.
  destruct (Req_dec (w u) 0) as [-> | Hw]; [destruct (E u); lra |].
  specialize (H u Hu Hw). destruct (E u); [rewrite ramp_pos by lra | rewrite ramp_neg by lra]; lra.
Qed.

(* Where no negative spike arrives strictly between l and r, the potential stays below its chord. *)
Lemma potential_below_chord n w a l s r : l <= s <= r ->
  (forall u, (u < n)%nat -> w u < 0 -> a u <= l \/ r <= a u) ->
  (r - l) * potential n w a s <= (r - s) * potential n w a l + (s - l) * potential n w a r.
Proof.
  intros Hs H. unfold potential. rewrite <- !sum_scale, <- sum_plus. apply sum_le. intros u Hu.
  assert (K : (r - l) * ramp (s - a u) <= (r - s) * ramp (l - a u) + (s - l) * ramp (r - a u)).
  { pose proof (ramp_nonneg (l - a u)). pose proof (ramp_ge (l - a u)).
    pose proof (ramp_nonneg (r - a u)). pose proof (ramp_ge (r - a u)).
    destruct (Rle_dec 0 (s - a u)).
    - rewrite (ramp_pos (s - a u)) by lra.
      assert ((r - s) * (l - a u) <= (r - s) * ramp (l - a u)) by (apply Rmult_le_compat_l; lra).
      assert ((s - l) * (r - a u) <= (s - l) * ramp (r - a u)) by (apply Rmult_le_compat_l; lra).
      lra.
    - rewrite (ramp_neg (s - a u)) by lra.
      assert (0 <= (r - s) * ramp (l - a u)) by (apply Rmult_le_pos; lra).
      assert (0 <= (s - l) * ramp (r - a u)) by (apply Rmult_le_pos; lra). lra. }
  destruct (Rlt_dec (w u) 0) as [Hw | Hw].
  - destruct (H u Hu Hw).
    + rewrite !ramp_pos by lra. lra.
    + rewrite (ramp_neg (s - a u)) by lra. rewrite (ramp_neg (l - a u)) by lra.
      destruct (Req_dec r (a u)); [subst; rewrite ramp_neg by lra; lra |].
      rewrite ramp_neg by lra. lra.
  - apply Rmult_le_compat_l with (r := w u) in K; lra.
Qed.

(* Once all negative spikes have arrived, the slope is at most W_all. *)
Lemma potential_slope n w a l s : l <= s ->
  (forall u, (u < n)%nat -> w u < 0 -> a u <= l) ->
  potential n w a s - potential n w a l <= weight_of n w (fun _ => true) * (s - l).
Proof.
  intros Hs H. unfold potential, weight_of. rewrite <- sum_minus, Rmult_comm, <- sum_scale.
  apply sum_le. intros u Hu.
  replace (w u * ramp (s - a u) - w u * ramp (l - a u))
    with (w u * (ramp (s - a u) - ramp (l - a u))) by lra.
  destruct (Rlt_dec (w u) 0) as [Hw | Hw].
  - specialize (H u Hu Hw). rewrite !ramp_pos by lra. lra.
  - rewrite (Rmult_comm (s - l)). apply Rmult_le_compat_l; [lra |].
    pose proof (ramp_step (l - a u) (s - a u) ltac:(lra)). lra.
Qed.

Definition is_negative (w : nat -> R) (u : nat) : Prop := w u < 0.
Lemma is_negative_dec w u : {is_negative w u} + {~ is_negative w u}.
Proof. apply Rlt_dec. Qed.

(* Below the threshold at the last negative arrival before s, or before all arrivals. *)
Lemma low_before n w a th s (Q : nat -> Prop) (Qdec : forall u, {Q u} + {~ Q u}) : 0 < th ->
  (forall k, (k < n)%nat -> Q k -> potential n w a (a k) < th) ->
  exists l, l <= s /\ potential n w a l < th /\
            forall u, (u < n)%nat -> Q u -> a u <= l \/ s < a u.
Proof.
  intros Hth H. destruct (latest_until Q Qdec n a s) as [[m [H1 [H2 [H3 H4]]]] | Hnone].
  - exists (a m). auto.
  - destruct (lower_bound n a s) as [l [L1 L2]]. exists l. rewrite potential_early by auto. auto.
Qed.

(* The first time at the threshold, seen at the arrivals of inhibitory spikes before it only. *)
Lemma first_reached n w a th t : 0 < th -> potential n w a t = th ->
  (forall k, (k < n)%nat -> w k < 0 -> a k < t -> potential n w a (a k) < th) -> fires n w a th t.
Proof.
  intros Hth HPt Hneg. split; [lra |]. intros s Hs. set (Q := fun u => is_negative w u /\ a u < t).
  assert (Qdec : forall u, {Q u} + {~ Q u}).
  { intros u. unfold Q. destruct (is_negative_dec w u); [destruct (Rlt_dec (a u) t) |]; tauto. }
  assert (HQ : forall k, (k < n)%nat -> Q k -> potential n w a (a k) < th) by (intros k Hk [Hw Hat]; now apply Hneg).
  destruct (low_before n w a th s Q Qdec Hth HQ) as [l [L1 [L2 L3]]].
  assert (HR : exists r, s < r /\ r <= t /\ potential n w a r <= th /\
                         forall u, (u < n)%nat -> Q u -> a u <= s \/ r <= a u).
  { destruct (earliest_after Q Qdec n a s) as [[m [H1 [H2 [H3 H4]]]] | Hnone].
    - exists (a m). pose proof (HQ m H1 H2). destruct H2. repeat split; auto; lra.
    - exists t. repeat split; auto; lra. }
  destruct HR as [r [R1 [R2 [R3 R4]]]].
  assert (HI : (r - l) * potential n w a s <= (r - s) * potential n w a l + (s - l) * potential n w a r).
  { apply potential_below_chord; [lra |]. intros u Hu Hw. destruct (Rlt_dec (a u) t) as [Hat | Hat]; [| right; lra].
    assert (HQu : Q u) by (split; auto). destruct (L3 u Hu HQu); auto. destruct (R4 u Hu HQu); [lra | auto]. }
  assert ((r - s) * potential n w a l < (r - s) * th) by (apply Rmult_lt_compat_l; lra).
  assert ((s - l) * potential n w a r <= (s - l) * th) by (apply Rmult_le_compat_l; lra).
  apply Rmult_lt_reg_l with (r - l); lra.
Qed.

(* The conditions of the region are enough: t_E is the firing time. *)
Theorem region_fires n w a th E : 0 < th -> region n w th E a -> fires n w a th (candidate n w a th E).
Proof.
  intros Hth [HW [Hin [Hout Hneg]]]. set (t := candidate n w a th E) in *.
  assert (HPt : potential n w a t = th).
  { rewrite (potential_affine n w a E t).
    - unfold t. rewrite candidate_weight by auto. lra.
    - intros u Hu Hw. destruct (E u) eqn:Eu; [left; now apply Hin | now apply Hout]. }
  apply first_reached; auto. intros k Hk Hw Hat. apply Hneg; auto. destruct (E k) eqn:Ek; auto.
  specialize (Hout k Hk Ek ltac:(lra)). lra.
Qed.

(* At the firing time t the potential equals the threshold, its left slope W_E is positive,
   and t = t_E for the causal set E. *)
Theorem fires_candidate n w a th t : 0 < th -> fires n w a th t ->
  potential n w a t = th /\ 0 < weight_of n w (causal_set w a t) /\
  t = candidate n w a th (causal_set w a t).
Proof.
  intros Hth [H1 H2]. set (E := causal_set w a t).
  destruct (gap_before n a t) as [s [Hs Hgap]].
  assert (Haff : forall r, s <= r <= t -> potential n w a r = weight_of n w E * r - moment_of n w a E).
  { intros r Hr. apply potential_affine. intros u Hu Hw. destruct (E u) eqn:Eu.
    - apply causal_set_true in Eu. specialize (Hgap u Hu ltac:(tauto)). lra.
    - apply causal_set_false in Eu. destruct Eu; [contradiction | lra]. }
  pose proof (Haff s ltac:(lra)) as Ps. pose proof (Haff t ltac:(lra)) as Pt.
  pose proof (H2 s Hs) as Hlt.
  assert (HW : 0 < weight_of n w E).
  { assert (0 < weight_of n w E * (t - s)) by lra.
    destruct (Rlt_dec 0 (weight_of n w E)); auto. exfalso.
    assert (weight_of n w E * (t - s) <= 0 * (t - s)) by (apply Rmult_le_compat_r; lra). lra. }
  assert (HP : potential n w a t = th).
  { destruct (Rle_dec (potential n w a t) th); [lra |]. exfalso.
    set (r := candidate n w a th E).
    pose proof (candidate_weight n w a th E HW) as HC. fold r in HC.
    assert (r < t) by (apply Rmult_lt_reg_l with (weight_of n w E); lra).
    assert (s < r) by (apply Rmult_lt_reg_l with (weight_of n w E); lra).
    specialize (H2 r ltac:(lra)). rewrite Haff in H2 by lra. lra. }
  split; auto. split; auto. unfold candidate. fold E.
  apply Rmult_eq_reg_l with (weight_of n w E); [| lra]. field_simplify; lra.
Qed.

(* Theorem R: the arrival times with causal set E are exactly the region of E ... *)
Theorem region_iff n w a th E : 0 < th -> (has_causal_set n w a th E <-> region n w th E a).
Proof.
  intros Hth. split.
  - intros [t [Hf HE]]. destruct (fires_candidate n w a th t Hth Hf) as [_ [HW Ht]].
    rewrite <- (candidate_ext n w a th E) in Ht by auto.
    unfold region. rewrite <- Ht. rewrite (weight_of_ext n w E (causal_set w a t)) by auto.
    split; auto. split; [| split].
    + intros u Hu Eu. rewrite HE in Eu by auto. apply causal_set_true in Eu. tauto.
    + intros u Hu Eu Hw. rewrite HE in Eu by auto. apply causal_set_false in Eu. tauto.
    + intros k Hk Ek _. rewrite HE in Ek by auto. apply causal_set_true in Ek.
      destruct Hf as [_ Hf]. apply Hf. tauto.
  - intros HR. pose proof (region_fires n w a th E Hth HR) as Hf.
    exists (candidate n w a th E). split; auto. destruct HR as [_ [Hin [Hout _]]].
    intros u Hu. destruct (E u) eqn:Eu; symmetry.
    + apply causal_set_true. destruct (Hin u Hu Eu). auto.
    + apply causal_set_false. destruct (Req_dec (w u) 0); auto.
Qed.

(* ... and the firing time there is t_E. *)
Corollary region_value n w a th E t : 0 < th -> region n w th E a ->
  (fires n w a th t <-> t = candidate n w a th E).
Proof.
  intros Hth HR. pose proof (region_fires n w a th E Hth HR) as Hf. split.
  - intros H. eapply fires_unique; eauto.
  - intros ->. auto.
Qed.

(* The neuron never fires exactly on the never region. *)
Theorem never_iff n w a th : 0 < th -> (never_fires n w a th <-> never_region n w th a).
Proof.
  intros Hth. split.
  - intros H. split; [| intros k _ _; apply H].
    destruct (Rle_dec (weight_of n w (fun _ => true)) 0) as [| HW]; auto. exfalso.
    set (W := weight_of n w (fun _ => true)) in *.
    set (c := candidate n w a th (fun _ => true)).
    destruct (upper_bound n a c) as [h [Hc Hh]].
    specialize (H h). rewrite (potential_affine n w a (fun _ => true)) in H by auto.
    pose proof (candidate_weight n w a th (fun _ => true) ltac:(fold W; lra)) as HC.
    fold c in HC. fold W in H, HC.
    assert (W * c <= W * h) by (apply Rmult_le_compat_l; lra). lra.
  - intros [HW Hneg] s.
    destruct (low_before n w a th s (is_negative w) (is_negative_dec w) Hth) as [l [L1 [L2 L3]]];
      [intros; now apply Hneg |].
    destruct (earliest_after (is_negative w) (is_negative_dec w) n a s)
      as [[m [M1 [M2 [M3 M4]]]] | Hnone].
    + pose proof (Hneg m M1 M2) as HPm.
      assert (HI : (a m - l) * potential n w a s <=
                   (a m - s) * potential n w a l + (s - l) * potential n w a (a m)).
      { apply potential_below_chord; [lra |]. intros u Hu Hw.
        destruct (L3 u Hu Hw); auto. destruct (M4 u Hu Hw); [lra | auto]. }
      assert ((a m - s) * potential n w a l < (a m - s) * th) by (apply Rmult_lt_compat_l; lra).
      assert ((s - l) * potential n w a (a m) <= (s - l) * th) by (apply Rmult_le_compat_l; lra).
      apply Rmult_lt_reg_l with (a m - l); lra.
    + assert (Hall : forall u, (u < n)%nat -> w u < 0 -> a u <= l).
      { intros u Hu Hw. destruct (L3 u Hu Hw); auto. specialize (Hnone u Hu Hw). lra. }
      pose proof (potential_slope n w a l s L1 Hall).
      assert (weight_of n w (fun _ => true) * (s - l) <= 0 * (s - l)) by (apply Rmult_le_compat_r; lra).
      lra.
Qed.

Fixpoint all_below (n : nat) (w a : nat -> R) (th : R) (m : nat) : bool :=
  match m with
  | O => true
  | S k => (if Rlt_dec (w k) 0 then (if Rlt_dec (potential n w a (a k)) th then true else false)
            else true) && all_below n w a th k
  end.
Lemma all_below_spec n w a th m :
  all_below n w a th m = true <-> forall k, (k < m)%nat -> w k < 0 -> potential n w a (a k) < th.
Proof.
  induction m as [| m IH]; simpl; [split; auto; lia |].
  rewrite andb_true_iff, IH. split.
  - intros [H1 H2] k Hk Hw. destruct (Nat.eq_dec k m) as [-> |]; [| apply H2; auto; lia].
    destruct (Rlt_dec (w m) 0); [| contradiction].
    destruct (Rlt_dec (potential n w a (a m)) th); [auto | discriminate].
  - intros H. split; [| intros; apply H; auto; lia].
    destruct (Rlt_dec (w m) 0); auto. specialize (H m ltac:(lia) ltac:(auto)).
    destruct (Rlt_dec (potential n w a (a m)) th); auto.
Qed.

(* Every neuron either fires at some time or never, and it is decided by finitely many signs. *)
Theorem fires_or_never n w a th : 0 < th ->
  (exists t, fires n w a th t) \/ never_fires n w a th.
Proof.
  intros Hth. rewrite never_iff by auto.
  destruct (Rle_dec (weight_of n w (fun _ => true)) 0) as [HW | HW].
  - destruct (all_below n w a th n) eqn:HA.
    + right. split; auto. now apply all_below_spec.
    + left. apply fires_iff_reaches; auto.
      assert (HN : ~ forall k, (k < n)%nat -> w k < 0 -> potential n w a (a k) < th).
      { rewrite <- all_below_spec. congruence. }
      clear HA HW. assert (G : forall m, (m <= n)%nat ->
        (exists k, th <= potential n w a (a k)) \/ (forall k, (k < m)%nat -> w k < 0 -> potential n w a (a k) < th)).
      { induction m as [| m IH]; intros Hm; [right; lia |].
        destruct (IH ltac:(lia)) as [G | G]; auto.
        destruct (Rlt_dec (potential n w a (a m)) th).
        - right. intros k Hk Hw. destruct (Nat.eq_dec k m) as [-> |]; auto. apply G; auto; lia.
        - left. exists m. lra. }
      destruct (G n ltac:(lia)) as [[k Hk] | G']; [eauto | contradiction].
  - left. apply fires_iff_reaches; auto.
    set (W := weight_of n w (fun _ => true)) in *.
    set (c := candidate n w a th (fun _ => true)).
    destruct (upper_bound n a c) as [h [Hc Hh]]. exists h.
    rewrite (potential_affine n w a (fun _ => true)) by auto.
    pose proof (candidate_weight n w a th (fun _ => true) ltac:(fold W; lra)) as HC.
    fold c in HC. fold W in HC |- *.
    assert (W * c <= W * h) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* The regions and the never region partition the space of arrival times. *)
Theorem regions_cover n w a th : 0 < th ->
  never_region n w th a \/ exists E, region n w th E a.
Proof.
  intros Hth. destruct (fires_or_never n w a th Hth) as [[t Ht] | H].
  - right. exists (causal_set w a t). apply region_iff; auto. exists t. split; auto. intros u _. auto.
  - left. now apply never_iff.
Qed.
Theorem regions_disjoint n w a th E F : 0 < th ->
  region n w th E a -> region n w th F a -> same_set n E F.
Proof.
  intros Hth HE HF. apply region_iff in HE; auto. apply region_iff in HF; auto.
  destruct HE as [t [H1 H2]]. destruct HF as [t' [H3 H4]].
  rewrite (fires_unique _ _ _ _ _ _ H3 H1) in H4. intros u Hu. now rewrite H2, H4.
Qed.
Theorem region_not_never n w a th E : 0 < th -> region n w th E a -> ~ never_region n w th a.
Proof.
  intros Hth HE HN. apply never_iff in HN; auto.
  eapply fires_not_never; eauto. now apply region_fires with (E := E).
Qed.

(* ---- sets of synapses as lists of bits, to be counted ---- *)
Fixpoint masks (n : nat) : list (list bool) :=
  match n with
  | O => [[]]
  | S n => map (cons true) (masks n) ++ map (cons false) (masks n)
  end.
Definition set_of (m : list bool) (u : nat) : bool := nth u m false.
Definition mask_of (n : nat) (E : nat -> bool) : list bool := map E (seq 0 n).

Lemma masks_spec n : forall m, In m (masks n) <-> length m = n.
Proof.
  induction n as [| n IH]; intros m; simpl.
  - split; [intros [<- | []]; auto | destruct m; [auto | discriminate]].
  - rewrite in_app_iff, !in_map_iff. split.
    + intros [[x [<- Hx]] | [x [<- Hx]]]; simpl; f_equal; now apply IH.
    + destruct m as [| [] m]; [discriminate | |]; intros [= Hm]; [left | right];
        exists m; split; auto; now apply IH.
Qed.
Lemma masks_count n : length (masks n) = (2 ^ n)%nat.
Proof. induction n as [| n IH]; simpl; auto. rewrite app_length, !map_length, IH. lia. Qed.
Lemma masks_distinct n : NoDup (masks n).
Proof.
  assert (K : forall (b : bool) l, NoDup l -> NoDup (map (cons b) l)).
  { induction 1; simpl; constructor; auto. rewrite in_map_iff. intros [y [Hy Hin]].
    injection Hy as ->. contradiction. }
  induction n as [| n IH]; simpl; [constructor; [auto | constructor] |].
  assert (G : forall l1 l2 : list (list bool), NoDup l1 -> NoDup l2 ->
    (forall x, In x l1 -> ~ In x l2) -> NoDup (l1 ++ l2)).
  { induction l1 as [| x l1 G]; simpl; intros l2 N1 N2 D; auto. inversion N1; subst. constructor.
    - rewrite in_app_iff. intros [|]; [contradiction |]. apply (D x); auto.
    - apply G; auto. }
  apply G; auto. intros x H1 H2. apply in_map_iff in H1. apply in_map_iff in H2.
  destruct H1 as [y [<- _]]. destruct H2 as [z [Hz _]]. discriminate.
Qed.
Lemma mask_of_length n E : length (mask_of n E) = n.
Proof. unfold mask_of. now rewrite map_length, seq_length. Qed.
Lemma set_of_mask n E : same_set n (set_of (mask_of n E)) E.
Proof.
  intros u Hu. unfold set_of, mask_of.
  rewrite nth_indep with (d' := E 0%nat) by (now rewrite map_length, seq_length).
  rewrite map_nth, seq_nth by auto. reflexivity.
Qed.
Lemma set_of_distinct n m m' : length m = n -> length m' = n -> same_set n (set_of m) (set_of m') -> m = m'.
Proof.
  intros H H' HE. apply nth_ext with (d := false) (d' := false); [congruence |].
  intros u Hu. apply HE. lia.
Qed.

(* ---- the firing time as a function (None: never), by the order-free formula
        t_v = min { t_E : W_E > 0, potential at t_E >= threshold } ---- *)
Definition time := option R.

Definition earlier (x y : time) : time :=
  match x, y with
  | Some s, Some t => Some (Rmin s t)
  | Some s, None => Some s
  | None, y => y
  end.
Definition attempt (n : nat) (w a : nat -> R) (th : R) (E : nat -> bool) : time :=
  if Rlt_dec 0 (weight_of n w E) then
    if Rle_dec th (potential n w a (candidate n w a th E)) then Some (candidate n w a th E) else None
  else None.
Definition firing_time (n : nat) (w a : nat -> R) (th : R) : time :=
  fold_right earlier None (map (fun m => attempt n w a th (set_of m)) (masks n)).

Lemma attempt_some n w a th E t : attempt n w a th E = Some t ->
  0 < weight_of n w E /\ t = candidate n w a th E /\ th <= potential n w a t.
Proof.
  unfold attempt. destruct (Rlt_dec _ _); [| discriminate]. destruct (Rle_dec _ _); [| discriminate].
  intros [= <-]. auto.
Qed.
Lemma earlier_fold l : match fold_right earlier None l with
  | Some t => In (Some t) l /\ forall s, In (Some s) l -> t <= s
  | None => forall s, ~ In (Some s) l end.
Proof.
  induction l as [| [s |] l IH]; simpl; auto.
  - destruct (fold_right earlier None l) as [t |]; simpl.
    + destruct IH as [I1 I2]. split.
      * unfold Rmin. destruct (Rle_dec s t); auto.
      * intros r [[= <-] | Hr]; [apply Rmin_l |]. specialize (I2 r Hr).
        pose proof (Rmin_r s t). lra.
    + split; auto. intros r [[= <-] | Hr]; [lra | destruct (IH r Hr)].
  - destruct (fold_right earlier None l) as [t |].
    + destruct IH as [I1 I2]. split; auto. intros s [[=] | Hs]; auto.
    + intros s [[=] | Hs]. exact (IH s Hs).
Qed.

Theorem firing_time_some n w a th t : 0 < th ->
  (firing_time n w a th = Some t <-> fires n w a th t).
Proof.
  intros Hth.
  assert (K : forall t, fires n w a th t -> firing_time n w a th = Some t).
  { clear t. intros t Hf. destruct (fires_candidate n w a th t Hth Hf) as [HP [HW Ht]].
    unfold firing_time. set (l := map _ _).
    assert (Hin : In (Some t) l).
    { apply in_map_iff. exists (mask_of n (causal_set w a t)). split.
      - unfold attempt. pose proof (set_of_mask n (causal_set w a t)) as HM.
        rewrite (weight_of_ext n w _ _ HM), (candidate_ext n w a th _ _ HM), <- Ht.
        destruct (Rlt_dec _ _); [| contradiction]. destruct (Rle_dec _ _); [auto | lra].
      - apply masks_spec, mask_of_length. }
    pose proof (earlier_fold l) as HF. destruct (fold_right earlier None l) as [t' |].
    - destruct HF as [F1 F2]. f_equal. apply Rle_antisym; auto.
      apply in_map_iff in F1. destruct F1 as [m [Hm _]]. apply attempt_some in Hm.
      destruct Hm as [_ [_ Hm]]. destruct Hf as [_ Hf].
      destruct (Rle_dec t t'); auto. specialize (Hf t' ltac:(lra)). lra.
    - destruct (HF t Hin). }
  split; auto. intros H.
  assert (HR : exists s, th <= potential n w a s).
  { unfold firing_time in H. match type of H with fold_right _ _ ?l = _ => pose proof (earlier_fold l) as HF end.
    rewrite H in HF. destruct HF as [F1 _]. apply in_map_iff in F1. destruct F1 as [m [Hm _]].
    apply attempt_some in Hm. exists t. tauto. }
  apply fires_iff_reaches in HR; auto. destruct HR as [t' Ht'].
  pose proof (K t' Ht') as K'. rewrite H in K'. injection K' as ->. auto.
Qed.

Theorem firing_time_none n w a th : 0 < th ->
  (firing_time n w a th = None <-> never_fires n w a th).
Proof.
  intros Hth. destruct (firing_time n w a th) as [t |] eqn:E.
  - apply firing_time_some in E; auto. split; [discriminate |]. intros H.
    destruct (fires_not_never _ _ _ _ _ E H).
  - split; auto. intros _. destruct (fires_or_never n w a th Hth) as [[t Ht] |]; auto.
    apply firing_time_some in Ht; auto. congruence.
Qed.

(* The order-free formula: the least t_E with W_E > 0 that reaches the threshold. *)
Theorem firing_time_least n w a th t : 0 < th -> fires n w a th t ->
  (exists E, 0 < weight_of n w E /\ t = candidate n w a th E) /\
  (forall E, 0 < weight_of n w E -> th <= potential n w a (candidate n w a th E) ->
     t <= candidate n w a th E).
Proof.
  intros Hth Hf. destruct (fires_candidate n w a th t Hth Hf) as [HP [HW Ht]]. split; eauto.
  intros E _ HE. destruct Hf as [_ Hf]. destruct (Rle_dec t (candidate n w a th E)); auto.
  specialize (Hf (candidate n w a th E) ltac:(lra)). lra.
Qed.
