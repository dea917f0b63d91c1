(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* The kernel is sound: the leaves of an accepted certificate cover the domain, and on the cell
   of a leaf the program computes the leaf's affine forms with the leaf's activation pattern. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Kernel.
Import ListNotations.
Open Scope R_scope.

Definition value_at (f : form) (x : list R) : R := value f (1 :: x).
Definition times (rs : symbolic) (x : list R) : list time := map (option_map (fun f => value_at f x)) rs.

Lemma times_nth rs x i : nth i (times rs x) None = option_map (fun f => value_at f x) (nth i rs None).
Proof. unfold times. exact (map_nth (option_map (fun f => value_at f x)) rs None i). Qed.
Lemma times_app rs o x : times (rs ++ [o]) x = times rs x ++ [option_map (fun f => value_at f x) o].
Proof. unfold times. now rewrite map_app. Qed.

Lemma sign_pos q : sign q = 1%Z <-> 0 < Q2R q.
Proof.
  destruct q as [p d]. rewrite Q2R_make. unfold sign; simpl. pose proof (positive_R d) as Hd.
  pose proof (Rinv_0_lt_compat _ Hd) as Hi. rewrite Z.sgn_pos_iff. split; intros H.
  - apply Rmult_lt_0_compat; auto. now apply IZR_lt.
  - apply lt_IZR. unfold Rdiv in H. apply Rmult_lt_reg_r with (/ IZR (Zpos d)); lra.
Qed.
Lemma sign_neg q : sign q = (-1)%Z <-> Q2R q < 0.
Proof.
  destruct q as [p d]. rewrite Q2R_make. unfold sign; simpl. pose proof (positive_R d) as Hd.
  pose proof (Rinv_0_lt_compat _ Hd) as Hi. rewrite Z.sgn_neg_iff. split; intros H.
  - apply IZR_lt in H. unfold Rdiv. assert (0 < - IZR p * / IZR (Zpos d)) by (apply Rmult_lt_0_compat; lra). lra.
  - apply lt_IZR. unfold Rdiv in H. apply Rmult_lt_reg_r with (/ IZR (Zpos d)); lra.
Qed.
Lemma sign_zero q : sign q = 0%Z <-> Q2R q = 0.
Proof.
  pose proof (sign_pos q). pose proof (sign_neg q). split; intros H'.
  - destruct (Rtotal_order (Q2R q) 0) as [L | [E | G]]; auto.
    + apply H0 in L. lia.
    + apply H in G. lia.
  - unfold sign in *. destruct (Qnum q); simpl in *; auto.
    + assert (0 < Q2R q) by now apply H. lra.
    + assert (Q2R q < 0) by now apply H0. lra.
Qed.

(* ------------------------------------------------------------------ symbolic evaluation *)
Lemma combine_forms_sound x rs ts : forall b,
  combine_terms (value_at b x) ts (times rs x) = option_map (fun f => value_at f x) (combine_forms b ts rs).
Proof.
  induction ts as [| [i q] ts IH]; intros b; simpl; auto. rewrite times_nth, IH.
  destruct (nth i rs None) as [f |]; simpl; auto. destruct (combine_forms b ts rs) as [g |]; simpl; auto.
  f_equal. unfold value_at. now rewrite value_add_scaled.
Qed.
Lemma combination_form_sound c rs x :
  combination_time c (times rs x) = option_map (fun f => value_at f x) (combination_form c rs).
Proof.
  unfold combination_time, combination_form. rewrite <- (value_constant (bias c) x). fold (value_at (constant_form (bias c)) x).
  rewrite combine_forms_sound. destruct (combine_forms _ _ _); simpl; auto. f_equal. unfold value_at. now rewrite value_reduce.
Qed.

Definition silence : Q * form := (0%Q, constant_form 0).
Definition wt (sp : spikes) (u : nat) : R := Q2R (fst (nth u sp silence)).
Definition ar (sp : spikes) (x : list R) (u : nat) : R := value_at (snd (nth u sp silence)) x.

Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R; simpl. lra. Qed.
Lemma Q2R_one : Q2R 1 = 1.
Proof. unfold Q2R; simpl. lra. Qed.
Lemma Q2R_minus_one : Q2R (-1) = -1.
Proof. unfold Q2R; simpl. lra. Qed.

Lemma arrivals_length nu rs : length (arrivals nu rs) = length (synapses (real_neuron nu)).
Proof. unfold arrivals, real_neuron; simpl. now rewrite !map_length. Qed.
Lemma arrivals_sound nu rs x u : (u < length (arrivals nu rs))%nat ->
  effective_weight (synapses (real_neuron nu)) (times rs x) u = wt (arrivals nu rs) u /\
  arrival (synapses (real_neuron nu)) (times rs x) u = ar (arrivals nu rs) x u.
Proof.
  intros Hu. unfold effective_weight, arrival, wt, ar.
  assert (Hn : (u < length (synapses nu))%nat) by (unfold arrivals in Hu; now rewrite map_length in Hu).
  set (s0 := Synapse 0 0%Q 0%Q).
  set (F := fun s : synapse Q => match nth (source s) rs None with
                | Some f => (weight s, add_scaled 1 (constant_form (delay s)) f) | None => (0%Q, constant_form 0) end).
  set (G := fun s : synapse Q => Synapse (source s) (Q2R (weight s)) (Q2R (delay s))).
  assert (E1 : nth u (arrivals nu rs) silence = F (nth u (synapses nu) s0)).
  { unfold arrivals. fold F. rewrite (nth_indep _ silence (F s0)) by (now rewrite map_length). apply map_nth. }
  assert (E2 : nth u (synapses (real_neuron nu)) null = G (nth u (synapses nu) s0)).
  { simpl. fold G. rewrite (nth_indep _ null (G s0)) by (now rewrite map_length). apply map_nth. }
  rewrite E1, E2. set (s := nth u (synapses nu) s0). unfold F, G; simpl. rewrite times_nth.
  destruct (nth (source s) rs None) as [f |]; simpl.
  - split; auto. unfold value_at. rewrite value_add_scaled, value_constant, Q2R_one. lra.
  - unfold value_at. rewrite value_constant, Q2R_zero. auto.
Qed.

Lemma neuron_time_arrivals nu rs x : 0 < Q2R (threshold nu) ->
  neuron_time (real_neuron nu) (times rs x) =
  firing_time (length (arrivals nu rs)) (wt (arrivals nu rs)) (ar (arrivals nu rs) x) (Q2R (threshold nu)).
Proof.
  intros Hth. unfold neuron_time. rewrite <- (arrivals_length nu rs). apply firing_time_ext; auto.
  - intros u Hu. exact (proj1 (arrivals_sound nu rs x u Hu)).
  - intros u Hu _. exact (proj2 (arrivals_sound nu rs x u Hu)).
Qed.
Lemma causal_set_arrivals nu rs x t :
  map (causal_set (effective_weight (synapses (real_neuron nu)) (times rs x)) (arrival (synapses (real_neuron nu)) (times rs x)) t)
      (seq 0 (length (synapses (real_neuron nu)))) =
  map (causal_set (wt (arrivals nu rs)) (ar (arrivals nu rs) x) t) (seq 0 (length (arrivals nu rs))).
Proof.
  rewrite <- (arrivals_length nu rs). apply map_ext_in. intros u Hu. apply in_seq in Hu.
  destruct (arrivals_sound nu rs x u) as [E1 E2]; [lia |]. unfold causal_set. now rewrite E1, E2.
Qed.

Lemma mask_weight_sound : forall sp m, length m = length sp ->
  weight_of (length sp) (wt sp) (set_of m) = Q2R (mask_weight m sp).
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] H; simpl in H; try discriminate.
  - unfold weight_of; simpl. now rewrite Q2R_zero.
  - unfold weight_of. simpl length. rewrite sum_first.
    specialize (IH m ltac:(lia)). unfold weight_of in IH.
    change (sum (length sp) (fun u => if set_of (b :: m) (S u) then wt ((w, a) :: sp) (S u) else 0))
      with (sum (length sp) (fun u => if set_of m u then wt sp u else 0)).
    rewrite IH. unfold set_of, wt. cbn [nth fst mask_weight]. destruct b.
    + rewrite (Qeq_eqR _ _ (Qred_correct _)), Q2R_plus. reflexivity.
    + lra.
Qed.
Lemma mask_moment_sound x : forall sp m, length m = length sp ->
  moment_of (length sp) (wt sp) (ar sp x) (set_of m) = value_at (mask_moment m sp) x.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] H; simpl in H; try discriminate.
  - unfold moment_of; simpl. unfold value_at. now rewrite value_constant, Q2R_zero.
  - unfold moment_of. simpl length. rewrite sum_first.
    specialize (IH m ltac:(lia)). unfold moment_of in IH.
    change (sum (length sp) (fun u => if set_of (b :: m) (S u) then wt ((w, a) :: sp) (S u) * ar ((w, a) :: sp) x (S u) else 0))
      with (sum (length sp) (fun u => if set_of m u then wt sp u * ar sp x u else 0)).
    rewrite IH. unfold set_of, wt, ar; simpl. destruct b; simpl.
    + unfold value_at. now rewrite value_add_scaled.
    + lra.
Qed.
Lemma candidate_form_some th m sp f x : length m = length sp -> candidate_form th m sp = Some f ->
  0 < weight_of (length sp) (wt sp) (set_of m) /\
  candidate (length sp) (wt sp) (ar sp x) (Q2R th) (set_of m) = value_at f x.
Proof.
  intros Hl H. unfold candidate_form in H. pose proof (mask_weight_sound sp m Hl) as HW.
  destruct (mask_weight m sp) as [[| p | p] d] eqn:E; try discriminate. injection H as <-.
  rewrite HW. split.
  - rewrite Q2R_make. apply Rmult_lt_0_compat; [apply positive_R | apply Rinv_0_lt_compat, positive_R].
  - unfold candidate. rewrite HW, mask_moment_sound by auto. unfold value_at.
    rewrite value_divide, value_add_scaled, value_constant, Q2R_one. f_equal. lra.
Qed.
Lemma candidate_form_none th m sp : length m = length sp -> candidate_form th m sp = None ->
  weight_of (length sp) (wt sp) (set_of m) <= 0.
Proof.
  intros Hl H. unfold candidate_form in H. rewrite mask_weight_sound by auto.
  destruct (mask_weight m sp) as [[| p | p] d]; try discriminate; rewrite Q2R_make; pose proof (positive_R d).
  - unfold Rdiv. lra.
  - pose proof (Rinv_0_lt_compat _ H0). assert (IZR (Zneg p) < 0) by (apply (IZR_lt _ 0); lia).
    assert (0 < - IZR (Zneg p) * / IZR (Zpos d)) by (apply Rmult_lt_0_compat; lra). unfold Rdiv. lra.
Qed.
Lemma affine_potential_sound m sp s x : length m = length sp ->
  value_at (affine_potential m sp s) x =
  weight_of (length sp) (wt sp) (set_of m) * value_at s x - moment_of (length sp) (wt sp) (ar sp x) (set_of m).
Proof.
  intros Hl. unfold affine_potential, value_at. rewrite !value_add_scaled, value_constant, Q2R_minus_one, Q2R_zero.
  rewrite mask_weight_sound, mask_moment_sound by auto. unfold value_at. lra.
Qed.

(* ------------------------------------------------------------------ bounds on the potential *)
Lemma potential_at_most n w a (E : nat -> bool) s :
  (forall u, (u < n)%nat -> 0 < w u -> if E u then a u <= s else s <= a u) ->
  potential n w a s <= weight_of n w E * s - moment_of n w a E.
Proof.
  intros H. unfold potential, weight_of, moment_of. rewrite Rmult_comm, <- sum_scale, <- sum_minus.
  apply sum_le. intros u Hu. pose proof (ramp_nonneg (s - a u)). pose proof (ramp_ge (s - a u)).
  destruct (Rlt_dec 0 (w u)) as [Hw | Hw].
  - specialize (H u Hu Hw). destruct (E u); [rewrite ramp_pos by lra | rewrite ramp_neg by lra]; lra.
  - assert (w u * ramp (s - a u) <= w u * (s - a u)) by (apply Rmult_le_compat_neg_l; lra).
    assert (w u * ramp (s - a u) <= w u * 0) by (apply Rmult_le_compat_neg_l; lra). destruct (E u); lra.
Qed.
Lemma potential_at_least n w a (E : nat -> bool) s :
  (forall u, (u < n)%nat -> w u < 0 -> if E u then a u <= s else s <= a u) ->
  weight_of n w E * s - moment_of n w a E <= potential n w a s.
Proof.
  intros H. unfold potential, weight_of, moment_of. rewrite Rmult_comm, <- sum_scale, <- sum_minus.
  apply sum_le. intros u Hu. pose proof (ramp_nonneg (s - a u)). pose proof (ramp_ge (s - a u)).
  destruct (Rlt_dec (w u) 0) as [Hw | Hw].
  - specialize (H u Hu Hw). destruct (E u); [rewrite ramp_pos by lra | rewrite ramp_neg by lra]; lra.
  - assert (w u * (s - a u) <= w u * ramp (s - a u)) by (apply Rmult_le_compat_l; lra).
    assert (w u * 0 <= w u * ramp (s - a u)) by (apply Rmult_le_compat_l; lra). destruct (E u); lra.
Qed.

(* The homogeneous point of a branch. *)
Definition point (pending : bool) (t : R) (x : list R) : list R := if pending then t :: 1 :: x else 1 :: x.
Lemma point_homogeneous pending t x : homogeneous pending (point pending t x).
Proof. destruct pending; simpl; eauto. Qed.
Lemma holds_lift c t X : holds (lift c) (t :: X) <-> holds c X.
Proof. unfold holds, lift; simpl. destruct (is_strict c); split; lra. Qed.
Lemma holds_goal pending s f t x : holds (goal pending s f) (point pending t x) <->
  if s then 0 < value_at f x else 0 <= value_at f x.
Proof.
  unfold goal, point. destruct pending; [rewrite holds_lift |]; apply holds_positive_form.
Qed.

Section Proofs.
Variables (pending : bool) (ks : list constraint) (t : R) (x : list R).
Hypothesis ks_hold : all_hold ks (point pending t x).

Lemma proved pf s f : implies pending ks pf (goal pending s f) = true -> if s then 0 < value_at f x else 0 <= value_at f x.
Proof.
  intros H. apply (holds_goal pending s f t x). apply (implies_sound pending ks pf); auto. apply point_homogeneous.
Qed.

Lemma ordered_sound sg s : forall sp m pfs, ordered pending ks sg s m sp pfs = true ->
  length m = length sp /\
  forall u, (u < length sp)%nat -> sign (fst (nth u sp silence)) = sg ->
    if set_of m u then ar sp x u <= value_at s x else value_at s x <= ar sp x u.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] pfs H; simpl in H; try discriminate; [split; [auto | simpl; lia] |].
  assert (G : (sign w = sg -> if b then value_at a x <= value_at s x else value_at s x <= value_at a x) /\
              length m = length sp /\ forall u, (u < length sp)%nat -> sign (fst (nth u sp silence)) = sg ->
                if set_of m u then ar sp x u <= value_at s x else value_at s x <= ar sp x u).
  { destruct (Z.eqb_spec (sign w) sg) as [Es | Es].
    - destruct pfs as [| pf pfs]; [discriminate |]. apply andb_true_iff in H. destruct H as [H1 H2].
      split; [| eapply IH; eauto]. intros _. apply proved in H1. simpl in H1.
      unfold value_at in *. destruct b; rewrite value_subtract in H1; lra.
    - split; [contradiction | eapply IH; eauto]. }
  destruct G as [G1 [G2 G3]]. split; [simpl; lia |]. intros [| u] Hu Es; [exact (G1 Es) | apply G3; auto; simpl in Hu; lia].
Qed.

Lemma is_below_sound th sp s p : is_below pending ks th sp s p = true ->
  potential (length sp) (wt sp) (ar sp x) (value_at s x) < Q2R th.
Proof.
  intros H. apply andb_true_iff in H. destruct H as [H1 H2].
  destruct (ordered_sound _ _ _ _ _ H1) as [Hl Ho]. apply proved in H2. simpl in H2.
  unfold value_at in H2. rewrite value_subtract, value_constant in H2. fold (value_at (affine_potential (below_mask p) sp s) x) in H2.
  rewrite affine_potential_sound in H2 by auto.
  eapply Rle_lt_trans; [apply potential_at_most with (E := set_of (below_mask p)) | lra].
  intros u Hu Hw. apply Ho; auto. now apply sign_pos.
Qed.

Lemma all_are_below_sound th all : forall sp m ps, all_are_below pending ks th all m sp ps = true ->
  length m = length sp -> forall k, (k < length sp)%nat -> set_of m k = true -> wt sp k < 0 ->
  potential (length all) (wt all) (ar all x) (ar sp x k) < Q2R th.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] ps H Hl [| k] Hk Hm Hw; simpl in *; try lia.
  - unfold set_of in Hm; simpl in Hm. subst. unfold wt in Hw; simpl in Hw. apply sign_neg in Hw. rewrite Hw in H. simpl in H.
    destruct ps as [| p ps]; [discriminate |]. apply andb_true_iff in H. destruct H as [H _].
    now apply is_below_sound in H.
  - destruct (b && Z.eqb (sign w) (-1)).
    + destruct ps as [| p ps]; [discriminate |]. apply andb_true_iff in H. destruct H as [_ H].
      apply (IH m ps H ltac:(lia) k ltac:(lia) Hm Hw).
    + apply (IH m ps H ltac:(lia) k ltac:(lia) Hm Hw).
Qed.
End Proofs.

(* ------------------------------------------------------------------ what a branch means *)
Definition gates_of (b : branch) : list gate :=
  match at_phase b with Plain => ahead b | Firing d | Silent d => Spike (neuron_of d) :: ahead b end.

Definition reaches (b : branch) (x : list R) : Prop :=
  match at_phase b with
  | Plain => all_hold (known b) (1 :: x)
  | Firing d => exists t, all_hold (known b) (t :: 1 :: x) /\ neuron_time (real_neuron (neuron_of d)) (times (regs b) x) = Some t
  | Silent d => all_hold (known b) (1 :: x) /\ neuron_time (real_neuron (neuron_of d)) (times (regs b) x) = None
  end.

Definition well_formed (b : branch) : Prop :=
  match at_phase b with
  | Plain => True
  | Firing d =>
      spikes_of d = arrivals (neuron_of d) (regs b) /\ 0 < Q2R (threshold (neuron_of d)) /\
      length (members d) = length (spikes_of d) /\
      (forall u, (u < length (spikes_of d))%nat -> wt (spikes_of d) u = 0 -> nth u (members d) None = Some false) /\
      (forall t x, all_hold (known b) (t :: 1 :: x) -> forall u v, (u < length (spikes_of d))%nat ->
         wt (spikes_of d) u <> 0 -> nth u (members d) None = Some v ->
         if v : bool then ar (spikes_of d) x u < t else t <= ar (spikes_of d) x u)
  | Silent d => spikes_of d = arrivals (neuron_of d) (regs b) /\ 0 < Q2R (threshold (neuron_of d))
  end.

Section Sound.
Context {A : Type}.

Definition agrees (l : leaf A) (b : branch) (x : list R) : Prop :=
  run (gates_of b) (times (regs b) x) = times (outcome l) x /\
  (exists more, decisions l = seen b ++ more) /\
  (~ In Either (decisions l) -> seen b ++ pattern (gates_of b) (times (regs b) x) = decisions l).

(* A point is accounted for by a leaf's cell, or by a hyperplane. *)
Definition covers (Ls : list (piece A)) (x : list R) : Prop :=
  exists p, In p Ls /\ match p with Region l => all_hold (cell l) (1 :: x) | Thin v => apply v (1 :: x) = 0 end.

(* The pieces Ls are exactly what the branch b is. *)
Definition explains (b : branch) (Ls : list (piece A)) : Prop :=
  (forall x, reaches b x -> covers Ls x) /\
  (forall l x, In (Region l) Ls -> all_hold (cell l) (1 :: x) -> reaches b x /\ agrees l b x).

(* Replacing a branch by others. *)
Definition refined (b : branch) (bs : list branch) : Prop :=
  (forall x, reaches b x -> exists b', In b' bs /\ reaches b' x) /\
  (forall b' x, In b' bs -> reaches b' x -> reaches b x /\ forall l, agrees l b' x -> agrees l b x).

Lemma refined_explains b bs Lss : refined b bs -> Forall2 explains bs Lss -> explains b (concat Lss).
Proof.
  intros [R1 R2] HF. split.
  - intros x Hx. destruct (R1 x Hx) as [b' [Hb Hr]]. clear R1 R2 Hx. unfold covers.
    induction HF as [| c Ls bs Lss [HE _] HF IH]; [contradiction |]. simpl.
    destruct Hb as [-> | Hb].
    + destruct (HE x Hr) as [l [Hl Hc]]. exists l. rewrite in_app_iff. auto.
    + destruct (IH Hb) as [l [Hl Hc]]. exists l. rewrite in_app_iff. auto.
  - intros l x Hl Hc.
    assert (G : exists b', In b' bs /\ reaches b' x /\ agrees l b' x).
    { clear R1 R2. induction HF as [| c Ls bs Lss [_ HE] HF IH]; [contradiction |]. simpl in Hl.
      apply in_app_iff in Hl. destruct Hl as [Hl | Hl].
      - exists c. destruct (HE l x Hl Hc). simpl; auto.
      - destruct (IH Hl) as [b' [H1 H2]]. exists b'. simpl; auto. }
    destruct G as [b' [H1 [H2 H3]]]. destruct (R2 b' x H1 H2) as [H4 H5]. auto.
Qed.

(* Affine gates pass by themselves. *)
Lemma advance_spec gs : forall ks rs sn,
  at_phase (advance ks gs rs sn) = Plain /\
  (forall x, reaches (advance ks gs rs sn) x <-> all_hold ks (1 :: x)) /\
  (forall l x, agrees l (advance ks gs rs sn) x <-> agrees l (Branch ks gs rs sn Plain) x).
Proof.
  induction gs as [| g gs IH]; intros ks rs sn; simpl; [split; [auto | split; intros; reflexivity] |].
  destruct g as [c | c | nu]; try (split; [auto | split; intros; reflexivity]).
  destruct (IH ks (rs ++ [combination_form c rs]) sn) as [H1 [H2 H3]]. split; auto. split; auto.
  intros l x. rewrite H3. unfold agrees; simpl. rewrite times_app, combination_form_sound. tauto.
Qed.
Lemma advance_agrees gs ks rs sn l x : agrees l (advance ks gs rs sn) x -> agrees l (Branch ks gs rs sn Plain) x.
Proof. intros H. destruct (advance_spec gs ks rs sn) as [_ [_ E]]. now apply E. Qed.
Lemma advance_well_formed ks gs rs sn : well_formed (advance ks gs rs sn).
Proof. unfold well_formed. destruct (advance_spec gs ks rs sn) as [-> _]. exact I. Qed.

Lemma all_hold_cons c ks X : all_hold (c :: ks) X <-> holds c X /\ all_hold ks X.
Proof. unfold all_hold. split; [intros H; inversion H; auto | intros [H1 H2]; constructor; auto]. Qed.
Lemma all_hold_lift ks t X : all_hold (map lift ks) (t :: X) <-> all_hold ks X.
Proof. unfold all_hold. rewrite Forall_map. split; apply Forall_impl; intros c; apply holds_lift. Qed.

Lemma holds_substitute f c x : holds (substitute f c) (1 :: x) <-> holds c (value_at f x :: 1 :: x).
Proof.
  destruct c as [st v]. unfold substitute; simpl vector. destruct v as [| k v].
  - unfold holds; simpl. destruct st; reflexivity.
  - destruct (Z.eqb_spec k 0) as [-> |].
    + unfold holds; simpl. destruct st; split; lra.
    + rewrite primitive_holds. unfold holds; simpl. rewrite apply_combine2.
      pose proof (value_numerators f (1 :: x)) as E. pose proof (positive_R (denominator f)) as Hd.
      rewrite E. fold (value_at f x). set (y := apply v (1 :: x)).
      replace (IZR k * (value_at f x * IZR (Zpos (denominator f))) + IZR (Zpos (denominator f)) * y)
        with (IZR (Zpos (denominator f)) * (IZR k * value_at f x + y)) by lra.
      destruct st; split; intros H.
      * apply Rmult_lt_reg_l with (IZR (Zpos (denominator f))); lra.
      * apply Rmult_lt_0_compat; auto.
      * apply Rmult_le_reg_l with (IZR (Zpos (denominator f))); lra.
      * apply Rmult_le_pos; lra.
Qed.
Lemma all_hold_substitute f ks x : all_hold (map (substitute f) ks) (1 :: x) <-> all_hold ks (value_at f x :: 1 :: x).
Proof. unfold all_hold. rewrite Forall_map. split; apply Forall_impl; intros c; apply holds_substitute. Qed.

Lemma holds_before_t a t x : holds (before_t a) (t :: 1 :: x) <-> value_at a x < t.
Proof.
  unfold before_t, holds; cbn [is_strict vector]. cbn [apply]. rewrite apply_scale, value_numerators. fold (value_at a x).
  pose proof (positive_R (denominator a)) as Hd.
  replace (IZR (Zpos (denominator a)) * t + IZR (-1) * (value_at a x * IZR (Zpos (denominator a))))
    with (IZR (Zpos (denominator a)) * (t - value_at a x)) by lra.
  split; intros H.
  - apply Rmult_lt_reg_l with (IZR (Zpos (denominator a))); lra.
  - apply Rmult_lt_0_compat; lra.
Qed.
Lemma holds_not_before_t a t x : holds (negation (before_t a)) (t :: 1 :: x) <-> t <= value_at a x.
Proof.
  split; intros H.
  - destruct (Rle_dec t (value_at a x)); auto. exfalso. apply (not_both (before_t a) (t :: 1 :: x)); auto.
    apply holds_before_t. lra.
  - destruct (holds_or_not (before_t a) (t :: 1 :: x)) as [K |]; auto. apply holds_before_t in K. lra.
Qed.

Lemma holds_row (w : Q) rest t x : Q2R w * t <= value_at rest x ->
  holds (Constraint false ((- Qnum w * Zpos (denominator rest))%Z :: scale (Zpos (Qden w)) (numerators rest))) (t :: 1 :: x).
Proof.
  intros H. unfold holds; cbn [is_strict vector]. cbn [apply].
  rewrite apply_scale, value_numerators. fold (value_at rest x). rewrite mult_IZR, opp_IZR.
  assert (E : IZR (Qnum w) = Q2R w * IZR (Zpos (Qden w))).
  { unfold Q2R. pose proof (positive_R (Qden w)). field. lra. }
  rewrite E. pose proof (positive_R (Qden w)). pose proof (positive_R (denominator rest)).
  replace (- (Q2R w * IZR (Zpos (Qden w))) * IZR (Zpos (denominator rest)) * t +
           IZR (Zpos (Qden w)) * (value_at rest x * IZR (Zpos (denominator rest))))
    with (IZR (Zpos (Qden w)) * IZR (Zpos (denominator rest)) * (value_at rest x - Q2R w * t)) by lra.
  apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra].
Qed.

(* ---- members ---- *)
Lemma set_nth_same {B} u (v : B) d : forall l, (u < length l)%nat -> nth u (set_nth u v l) d = v.
Proof. induction u as [| u IH]; intros [| y l] H; simpl in *; try lia; auto. apply IH. lia. Qed.
Lemma set_nth_other {B} u w (v : B) d : u <> w -> forall l, nth w (set_nth u v l) d = nth w l d.
Proof. revert w. induction u as [| u IH]; intros [| w] Hne [| y l]; simpl; auto; try congruence; try (apply IH; congruence). Qed.
Lemma set_nth_length {B} u (v : B) : forall l, length (set_nth u v l) = length l.
Proof. induction u as [| u IH]; intros [| y l]; simpl; auto. Qed.
Lemma all_decided_spec ms : forall m, all_decided ms = Some m ->
  length m = length ms /\ forall u, (u < length ms)%nat -> nth u ms None = Some (set_of m u).
Proof.
  induction ms as [| [b |] ms IH]; intros m H; simpl in H; try discriminate.
  - injection H as <-. split; auto. simpl; lia.
  - destruct (all_decided ms) as [m' |]; [| discriminate]. injection H as <-.
    destruct (IH m' eq_refl) as [I1 I2]. split; [simpl; lia |]. intros [| u] Hu; [reflexivity |].
    apply I2. simpl in Hu. lia.
Qed.
Lemma nth_error_spikes (sp : spikes) u w a : nth_error sp u = Some (w, a) ->
  (u < length sp)%nat /\ wt sp u = Q2R w /\ forall x, ar sp x u = value_at a x.
Proof.
  intros H. assert (Hu : (u < length sp)%nat) by (apply nth_error_Some; congruence).
  pose proof (nth_error_nth sp u silence H) as E. unfold wt, ar. rewrite E. auto.
Qed.
Lemma every_spec {B} (sp : list B) : length (every sp) = length sp /\ forall u, (u < length sp)%nat -> set_of (every sp) u = true.
Proof.
  induction sp as [| y sp [I1 I2]]; simpl; [split; [auto | lia] |]. split; [lia |].
  intros [| u] Hu; [reflexivity |]. apply I2. lia.
Qed.

Lemma reaches_firing ks gs rs sn d x t :
  all_hold ks (t :: 1 :: x) -> neuron_time (real_neuron (neuron_of d)) (times rs x) = Some t ->
  reaches (Branch ks gs rs sn (Firing d)) x.
Proof. intros H1 H2. simpl. exists t. auto. Qed.

(* One more constraint that is true anyway. *)
Lemma refined_by_fact b c :
  (forall x t, (at_phase b = Plain \/ (exists d, at_phase b = Silent d)) -> reaches b x -> holds c (point false t x)) ->
  (forall x t d, at_phase b = Firing d -> all_hold (known b) (t :: 1 :: x) ->
     neuron_time (real_neuron (neuron_of d)) (times (regs b) x) = Some t -> holds c (t :: 1 :: x)) ->
  refined b [with_known c b].
Proof.
  intros H1 H2. destruct b as [ks gs rs sn ph]. unfold with_known; simpl. split.
  - intros x Hx. exists (Branch (c :: ks) gs rs sn ph). split; [left; auto |].
    destruct ph as [| d | d]; unfold reaches in *; simpl in *.
    + apply all_hold_cons. split; auto. apply (H1 x 0); auto.
    + destruct Hx as [t [A1 A2]]. exists t. split; auto. apply all_hold_cons. split; auto. eapply H2; eauto.
    + destruct Hx as [A1 A2]. split; auto. apply all_hold_cons. split; auto. apply (H1 x 0); [right; exists d; reflexivity | split; auto].
  - intros b' x [<- | []] Hx. destruct ph as [| d | d]; unfold reaches in *; simpl in *.
    + apply all_hold_cons in Hx. split; [tauto | auto].
    + destruct Hx as [t [A1 A2]]. apply all_hold_cons in A1. split; [exists t; tauto | auto].
    + destruct Hx as [A1 A2]. apply all_hold_cons in A1. split; [tauto | auto].
Qed.
Lemma well_formed_with_known b c : well_formed b -> well_formed (with_known c b).
Proof.
  destruct b as [ks gs rs sn ph]. unfold well_formed, with_known; simpl. destruct ph as [| d | d]; auto.
  intros [H1 [H2 [H3 [H4 H5]]]]. repeat split; auto. intros t x Hk. apply all_hold_cons in Hk. apply H5. tauto.
Qed.

Lemma cut_refined b c : refined b [with_known c b; with_known (negation c) b].
Proof.
  destruct b as [ks gs rs sn ph]. unfold with_known; simpl. split.
  - intros x Hx. destruct ph as [| d | d]; unfold reaches in *; simpl in *.
    + destruct (holds_or_not c (1 :: x)) as [Hc | Hc];
        [exists (Branch (c :: ks) gs rs sn Plain) | exists (Branch (negation c :: ks) gs rs sn Plain)];
        (split; [simpl; auto |]); apply all_hold_cons; auto.
    + destruct Hx as [t [A1 A2]].
      destruct (holds_or_not c (t :: 1 :: x)) as [Hc | Hc];
        [exists (Branch (c :: ks) gs rs sn (Firing d)) | exists (Branch (negation c :: ks) gs rs sn (Firing d))];
        (split; [simpl; auto |]); exists t; (split; [apply all_hold_cons; auto | auto]).
    + destruct Hx as [A1 A2].
      destruct (holds_or_not c (1 :: x)) as [Hc | Hc];
        [exists (Branch (c :: ks) gs rs sn (Silent d)) | exists (Branch (negation c :: ks) gs rs sn (Silent d))];
        (split; [simpl; auto |]); (split; [apply all_hold_cons; auto | auto]).
  - intros b' x Hb Hx. assert (G : exists k, b' = Branch (k :: ks) gs rs sn ph) by (destruct Hb as [<- | [<- | []]]; eauto).
    destruct G as [k ->]. destruct ph as [| d | d]; unfold reaches in *; simpl in *.
    + apply all_hold_cons in Hx. split; [tauto | auto].
    + destruct Hx as [t [A1 A2]]. apply all_hold_cons in A1. split; [exists t; tauto | auto].
    + destruct Hx as [A1 A2]. apply all_hold_cons in A1. split; [tauto | auto].
Qed.

Lemma prefix_app {B} (l s : list B) y : (exists more, l = (s ++ [y]) ++ more) -> (exists more, l = s ++ more) /\ In y l.
Proof.
  intros [more ->]. split; [exists (y :: more); now rewrite <- app_assoc |]. apply in_app_iff. left. apply in_app_iff. simpl; auto.
Qed.

(* Passing a ReLU whose sign is known on a branch. *)
Lemma relu_passed ks c gs rs sn f (exact on : bool) x : combination_form c rs = Some f ->
  (if on then (if exact then 0 < value_at f x else 0 <= value_at f x) else value_at f x <= 0) ->
  forall l : leaf A, agrees l (Branch ks gs (rs ++ [Some (if on then f else constant_form 0)])
                                 (sn ++ [if on then (if exact then On else Either) else Off]) Plain) x ->
  agrees l (Branch ks (Relu c :: gs) rs sn Plain) x.
Proof.
  intros Hf Hs l [H1 [H2 H3]]. unfold agrees; simpl in *. rewrite times_app in H1, H3. rewrite combination_form_sound, Hf. simpl.
  assert (E : ramp (value_at f x) = value_at (if on then f else constant_form 0) x).
  { destruct on; [apply ramp_pos; destruct exact; lra |]. rewrite ramp_neg by lra. unfold value_at. now rewrite value_constant, Q2R_zero. }
  rewrite E. split; auto. destruct (prefix_app _ _ _ H2) as [P1 P2]. split; auto. intros HE.
  rewrite <- (H3 HE), <- app_assoc. f_equal. simpl.
  destruct on; [destruct exact; [| contradiction] |]; destruct (Rlt_dec 0 (value_at f x)); try reflexivity; lra.
Qed.

Lemma holds_on f x : holds (positive_form true f) (1 :: x) <-> 0 < value_at f x.
Proof. apply (holds_positive_form true). Qed.
Lemma holds_loosely_off f x : holds (negation (positive_form false f)) (1 :: x) -> value_at f x <= 0.
Proof.
  intros H. destruct (Rle_dec (value_at f x) 0); auto. exfalso. apply (not_both (positive_form false f) (1 :: x)); auto.
  apply (holds_positive_form false). fold (value_at f x). lra.
Qed.
Lemma holds_off f x : holds (negation (positive_form true f)) (1 :: x) <-> value_at f x <= 0.
Proof.
  split; intros H.
  - destruct (Rle_dec (value_at f x) 0); auto. exfalso. apply (not_both (positive_form true f) (1 :: x)); auto.
    apply holds_on. lra.
  - destruct (holds_or_not (positive_form true f) (1 :: x)) as [K |]; auto. apply holds_on in K. lra.
Qed.

(* ---- one token ---- *)
Lemma conic_at_least : forall ms cs acc st v s X, all_hold cs X -> conic cs ms acc st = Some (v, s) -> apply acc X <= apply v X.
Proof.
  induction ms as [| [gap l] ms IH]; intros cs acc st v s X HS HC; simpl in HC; [injection HC as <- <-; lra |].
  destruct (skip gap cs) as [| c cs'] eqn:E; [discriminate |].
  assert (HS' : all_hold (c :: cs') X).
  { unfold all_hold in *. rewrite Forall_forall in *. intros y Hy. apply HS. apply (skip_incl gap). now rewrite E. }
  inversion HS'; subst. apply IH with (X := X) in HC; auto. rewrite apply_combine2 in HC. pose proof (positive_R l).
  assert (0 <= apply (vector c) X) by (unfold holds in *; destruct (is_strict c); lra).
  assert (0 <= IZR (Zpos l) * apply (vector c) X) by (apply Rmult_le_pos; lra). lra.
Qed.
Lemma first_sloped_zero : forall ms cs acc st v s h X, all_hold cs X -> conic cs ms acc st = Some (v, s) ->
  first_sloped cs ms = Some h -> 0 <= apply acc X -> apply v X = 0 -> apply h X = 0.
Proof.
  induction ms as [| [gap l] ms IH]; intros cs acc st v s h X HS HC Hh Ha Hv; simpl in HC, Hh; [discriminate |].
  destruct (skip gap cs) as [| c cs'] eqn:E; [discriminate |].
  assert (HS' : all_hold (c :: cs') X).
  { unfold all_hold in *. rewrite Forall_forall in *. intros y Hy. apply HS. apply (skip_incl gap). now rewrite E. }
  inversion HS'; subst. pose proof (positive_R l).
  assert (0 <= apply (vector c) X) by (unfold holds in *; destruct (is_strict c); lra).
  assert (0 <= IZR (Zpos l) * apply (vector c) X) by (apply Rmult_le_pos; lra).
  destruct (is_zero (tl (vector c))).
  - refine (IH cs' _ _ v s h X _ HC Hh _ Hv); [auto |]. rewrite apply_combine2. lra.
  - injection Hh as <-. pose proof (conic_at_least _ _ _ _ _ _ X H2 HC) as K. rewrite apply_combine2 in K.
    assert (K0 : IZR (Zpos l) * apply (vector c) X = 0) by lra. apply Rmult_integral in K0. destruct K0; lra.
Qed.
Lemma inhibition_decided_sound : forall sp m ms, inhibition_decided m ms sp = true -> length ms = length sp ->
  length m = length sp /\ forall u, (u < length sp)%nat -> wt sp u < 0 -> nth u ms None = Some (set_of m u).
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] [| d ms] H Hl; simpl in *; try discriminate; [split; [auto | lia] |].
  apply andb_true_iff in H. destruct H as [H1 H2]. destruct (IH m ms H2 ltac:(lia)) as [I1 I2]. split; [lia |].
  intros [| u] Hu Hw.
  - unfold wt in Hw; simpl in Hw. apply sign_neg in Hw. rewrite Hw in H1. simpl in H1.
    destruct d as [c |]; [| discriminate]. apply eqb_prop in H1. now subst.
  - apply I2; auto. lia.
Qed.

Theorem step_sound (tk : token A) b bs ls : well_formed b -> step tk b = Some (bs, ls) ->
  Forall well_formed bs /\ forall Lss, Forall2 explains bs Lss -> explains b (ls ++ concat Lss).
Proof.
  intros HW H.
  assert (R : forall bs0, refined b bs0 -> bs = bs0 -> ls = [] -> forall Lss, Forall2 explains bs Lss -> explains b (ls ++ concat Lss)).
  { intros bs0 HR -> ->. intros Lss HF. simpl. now apply refined_explains with bs0. }
  destruct tk as [ms | ms | s v | exact | exact on ms | | u | u v ms | m | k m pfs | ps | ps | a]; unfold step in H.
  - (* Empty *)
    destruct (refutes (is_pending (at_phase b)) (known b) ms) eqn:E; [| destruct (at_phase b); discriminate].
    assert (H' : Some ([], []) = Some (bs, ls)) by (destruct (at_phase b); exact H).
    injection H' as <- <-. split; [constructor |]. apply (R []); auto. split; [| intros b' x []].
    intros x Hx. exfalso. destruct b as [ks gs rs sn ph]; destruct ph as [| d | d]; simpl in *.
    + exact (refutes_sound false ks ms (1 :: x) (point_homogeneous false 0 x) E Hx).
    + destruct Hx as [t [Hx _]]. exact (refutes_sound true ks ms (t :: 1 :: x) (point_homogeneous true t x) E Hx).
    + destruct Hx as [Hx _]. exact (refutes_sound false ks ms (1 :: x) (point_homogeneous false 0 x) E Hx).
  - (* Flat *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph; try discriminate.
    destruct (conic ks ms [] false) as [[v st] |] eqn:Ec; [| discriminate].
    destruct (first_sloped ks ms) as [h |] eqn:Eh; [| discriminate].
    destruct (is_zero v) eqn:Ez; [| discriminate]. injection H as <- <-. split; [constructor |].
    intros Lss HF. inversion HF; subst. simpl. split.
    + intros x Hx. exists (Thin h). split; [left; auto |]. simpl in Hx.
      refine (first_sloped_zero ms ks [] false v st h (1 :: x) Hx Ec Eh _ _); [simpl; lra | now apply is_zero_apply].
    + intros l x [E | []]. discriminate.
  - (* Cut *)
    assert (H' : Some ([with_known (Constraint s v) b; with_known (negation (Constraint s v)) b], []) = Some (bs, ls))
      by (destruct (at_phase b); exact H).
    injection H' as <- <-. split; [repeat constructor; now apply well_formed_with_known |].
    apply (R _ (cut_refined b (Constraint s v))); auto.
  - (* Split *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph; try discriminate.
    destruct gs as [| [c | c | nu] gs]; try discriminate.
    destruct (combination_form c rs) as [f |] eqn:Ef; [| discriminate]. injection H as <- <-.
    split; [repeat constructor; apply advance_well_formed |].
    eapply R; [| reflexivity | reflexivity]. split.
    + intros x Hx. simpl in Hx. destruct (holds_or_not (positive_form exact f) (1 :: x)) as [Hc | Hc]; eexists.
      * split; [left; reflexivity |]. apply advance_spec. apply all_hold_cons. auto.
      * split; [right; left; reflexivity |]. apply advance_spec. apply all_hold_cons. auto.
    + intros b' x [<- | [<- | []]] Hx; apply advance_spec in Hx; apply all_hold_cons in Hx; destruct Hx as [Hc Hx];
        (split; [exact Hx |]); intros l Hl; apply advance_agrees in Hl.
      * apply (holds_positive_form exact) in Hc. exact (relu_passed ks c gs rs sn f exact true x Ef Hc l Hl).
      * refine (relu_passed ks c gs rs sn f exact false x Ef _ l Hl).
        destruct exact; [now apply holds_off | now apply holds_loosely_off].
  - (* Known *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph; try discriminate.
    destruct gs as [| [c | c | nu] gs]; try discriminate.
    destruct (combination_form c rs) as [f |] eqn:Ef; [| discriminate].
    match type of H with (if ?q then _ else _) = _ => destruct q eqn:Ei; [| discriminate] end. injection H as <- <-.
    split; [repeat constructor; apply advance_well_formed |].
    eapply R; [| reflexivity | reflexivity]. split.
    + intros x Hx. simpl in Hx. eexists. split; [left; reflexivity |]. apply advance_spec. exact Hx.
    + intros b' x [<- | []] Hx. apply advance_spec in Hx. split; [exact Hx |]. intros l Hl. apply advance_agrees in Hl.
      apply (implies_sound false ks ms _ (1 :: x) (point_homogeneous false 0 x)) in Ei; auto.
      apply (relu_passed ks c gs rs sn f exact on x Ef); auto. destruct on; [| now apply holds_off].
      apply (holds_positive_form exact) in Ei. exact Ei.
  - (* Begin *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph; try discriminate.
    destruct gs as [| [c | c | nu] gs]; try discriminate.
    destruct (Z.eqb_spec (sign (threshold nu)) 1) as [Eth | _]; [| discriminate]. apply sign_pos in Eth.
    set (sp := arrivals nu rs) in *. set (d := Deciding nu sp (initial_members sp)) in *.
    set (bf := Branch (map lift ks) gs rs sn (Firing d)) in *.
    assert (WF : well_formed bf).
    { split; [auto | split; [auto | split; [apply map_length | split]]].
      - intros u Hu Hw. cbn [d members spikes_of] in *. unfold initial_members.
        set (G := fun s : Q * form => if Z.eqb (sign (fst s)) 0 then Some false else None).
        rewrite (nth_indep (map G sp) None (G silence)) by (now rewrite map_length). rewrite (map_nth G). unfold G.
        unfold wt in Hw. apply sign_zero in Hw. rewrite Hw. reflexivity.
      - intros t x _ u v Hu Hw. cbn [d members spikes_of] in *. unfold initial_members.
        set (G := fun s : Q * form => if Z.eqb (sign (fst s)) 0 then Some false else None).
        rewrite (nth_indep (map G sp) None (G silence)) by (now rewrite map_length). rewrite (map_nth G). unfold G.
        destruct (Z.eqb_spec (sign (fst (nth u sp silence))) 0) as [E0 |]; [| discriminate].
        apply sign_zero in E0. unfold wt in Hw. contradiction. }
    assert (RF : forall x, reaches bf x -> all_hold ks (1 :: x) /\ forall l, agrees l bf x -> agrees l (Branch ks (Spike nu :: gs) rs sn Plain) x).
    { intros x [t [A1 _]]. simpl in A1. apply all_hold_lift in A1. split; auto. }
    destruct (every_spec sp) as [Ev1 Ev2].
    assert (Eall : weight_of (length sp) (wt sp) (fun _ => true) = Q2R (mask_weight (every sp) sp)).
    { rewrite <- mask_weight_sound by auto. apply weight_of_ext. intros u Hu. now rewrite Ev2. }
    destruct (Z.eqb_spec (sign (mask_weight (every sp) sp)) 1) as [EW | EW]; injection H as <- <-.
    + split; [constructor; [exact WF | constructor] |]. eapply R; [| reflexivity | reflexivity]. split.
      * intros x Hx. exists bf. split; [left; auto |]. simpl in Hx. apply sign_pos in EW. rewrite <- Eall in EW.
        destruct (neuron_time (real_neuron nu) (times rs x)) as [t |] eqn:Et.
        -- exists t. split; auto. now apply all_hold_lift.
        -- exfalso. rewrite neuron_time_arrivals in Et by auto. apply firing_time_none in Et; auto.
           apply never_iff in Et; auto. destruct Et as [Et _]. fold sp in Et. lra.
      * intros b' x [<- | []] Hx. exact (RF x Hx).
    + split; [constructor; [exact WF | constructor; [| constructor]] |].
      { split; auto. }
      eapply R; [| reflexivity | reflexivity]. split.
      * intros x Hx. simpl in Hx.
        destruct (neuron_time (real_neuron nu) (times rs x)) as [t |] eqn:Et.
        -- exists bf. split; [left; auto |]. exists t. split; auto. now apply all_hold_lift.
        -- eexists. split; [right; left; reflexivity |]. split; [exact Hx | exact Et].
      * intros b' x [<- | [<- | []]] Hx; [exact (RF x Hx) |]. destruct Hx as [A1 A2]. simpl in A1. split; auto.
  - (* Member *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph as [| d |]; try discriminate.
    destruct (nth_error (spikes_of d) u) as [[w a] |] eqn:Eu; [| discriminate].
    destruct (nth u (members d) (Some true)) as [| ] eqn:Em; [discriminate |]. injection H as <- <-.
    destruct HW as [W1 [W2 [W3 [W4 W5]]]]. destruct (nth_error_spikes _ _ _ _ Eu) as [Hu [Hw Ha]].
    assert (G : forall v k, (forall t x, holds k (t :: 1 :: x) -> if v : bool then value_at a x < t else t <= value_at a x) ->
      well_formed (Branch (k :: ks) gs rs sn (Firing (Deciding (neuron_of d) (spikes_of d) (set_nth u (Some v) (members d)))))).
    { intros v k Hk. split; [auto | split; [auto | split; [exact (eq_trans (set_nth_length _ _ _) W3) | split]]]; cbn [members spikes_of neuron_of known].
      - intros q Hq Hq0. destruct (Nat.eq_dec u q) as [<- | Hne].
        + pose proof (W4 u Hu Hq0) as E. rewrite (nth_indep _ None (Some true)) in E by lia. congruence.
        + rewrite set_nth_other by auto. auto.
      - intros t x Hh q z Hq Hq0 Hz. apply all_hold_cons in Hh. destruct Hh as [Hh1 Hh2].
        destruct (Nat.eq_dec u q) as [<- | Hne].
        + rewrite set_nth_same in Hz by lia. injection Hz as <-. rewrite Ha. now apply Hk.
        + rewrite set_nth_other in Hz by auto. eapply W5; eauto. }
    split.
    { constructor; [| constructor; [| constructor]].
      - apply G. intros t x. apply holds_before_t.
      - apply G. intros t x. apply holds_not_before_t. }
    eapply R; [| reflexivity | reflexivity]. split.
    + intros x [t [A1 A2]]. simpl in A1, A2. destruct (holds_or_not (before_t a) (t :: 1 :: x)) as [Hc | Hc]; eexists.
      * split; [left; reflexivity |]. exists t. simpl. split; auto. apply all_hold_cons. auto.
      * split; [right; left; reflexivity |]. exists t. simpl. split; auto. apply all_hold_cons. auto.
    + intros b' x [<- | [<- | []]] [t [A1 A2]]; simpl in A1, A2; apply all_hold_cons in A1; split; auto; exists t; tauto.
  - (* Decided *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph as [| d |]; try discriminate.
    destruct (nth_error (spikes_of d) u) as [[w a] |] eqn:Eu; [| discriminate].
    destruct (nth u (members d) (Some true)) as [| ] eqn:Em; [discriminate |].
    set (c := if v then before_t a else negation (before_t a)) in *.
    destruct (implies true ks ms c) eqn:Ei; [| discriminate]. injection H as <- <-.
    destruct HW as [W1 [W2 [W3 [W4 W5]]]]. destruct (nth_error_spikes _ _ _ _ Eu) as [Hu [Hw Ha]].
    split.
    { constructor; [| constructor]. split; [auto | split; [auto | split; [exact (eq_trans (set_nth_length _ _ _) W3) | split]]]; cbn [members spikes_of neuron_of known].
      - intros q Hq Hq0. destruct (Nat.eq_dec u q) as [<- | Hne].
        + pose proof (W4 u Hu Hq0) as E. rewrite (nth_indep _ None (Some true)) in E by lia. congruence.
        + rewrite set_nth_other by auto. auto.
      - intros t x Hh q z Hq Hq0 Hz. apply all_hold_cons in Hh. destruct Hh as [Hh1 Hh2].
        destruct (Nat.eq_dec u q) as [<- | Hne].
        + rewrite set_nth_same in Hz by lia. injection Hz as <-. rewrite Ha. unfold c in Hh1.
          destruct v; [now apply holds_before_t | now apply holds_not_before_t].
        + rewrite set_nth_other in Hz by auto. eapply W5; eauto. }
    eapply R; [| reflexivity | reflexivity]. split.
    + intros x [t [A1 A2]]. simpl in A1, A2. eexists. split; [left; reflexivity |]. exists t. simpl. split; auto.
      apply all_hold_cons. split; auto. apply (implies_sound true ks ms); auto. apply (point_homogeneous true).
    + intros b' x [<- | []] [t [A1 A2]]; simpl in A1, A2; apply all_hold_cons in A1; split; auto; exists t; tauto.
  - (* Reached *)
    destruct (at_phase b) as [| d |] eqn:Eph; try discriminate.
    destruct (inhibition_decided m (members d) (spikes_of d)) eqn:Ei; [| discriminate]. injection H as <- <-.
    split; [constructor; [now apply well_formed_with_known | constructor] |].
    eapply R; [| reflexivity | reflexivity]. unfold well_formed in HW. rewrite Eph in HW.
    destruct HW as [W1 [W2 [W3 [W4 W5]]]]. destruct (inhibition_decided_sound _ _ _ Ei W3) as [Hl Hd].
    apply refined_by_fact; [intros x t [E | [d' E]]; congruence |].
    intros x t d' Ed Hk Ht. rewrite Eph in Ed. injection Ed as <-. apply primitive_holds.
    rewrite neuron_time_arrivals, <- W1 in Ht by auto. apply firing_time_some in Ht; auto.
    destruct (fires_candidate _ _ _ _ _ W2 Ht) as [HP _].
    pose proof (potential_at_least (length (spikes_of d)) (wt (spikes_of d)) (ar (spikes_of d) x) (set_of m) t) as HL.
    rewrite mask_weight_sound, mask_moment_sound, HP in HL by auto.
    assert (HL' : Q2R (mask_weight m (spikes_of d)) * t - value_at (mask_moment m (spikes_of d)) x <= Q2R (threshold (neuron_of d))).
    { apply HL. intros u Hu Hw. specialize (Hd u Hu Hw). specialize (W5 t x Hk u (set_of m u) Hu ltac:(lra) Hd).
      destruct (set_of m u); lra. }
    set (q := mask_weight m (spikes_of d)) in *.
    set (rest := add_scaled 1 (mask_moment m (spikes_of d)) (constant_form (threshold (neuron_of d)))).
    assert (Er : value_at rest x = value_at (mask_moment m (spikes_of d)) x + Q2R (threshold (neuron_of d))).
    { unfold rest, value_at. rewrite value_add_scaled, value_constant, Q2R_one. lra. }
    refine (holds_row q rest t x _). rewrite Er. lra.
  - (* Unreached *)
    destruct (at_phase b) as [| d | d] eqn:Eph; try discriminate.
    + destruct (nth_error (spikes_of d) k) as [[w a] |] eqn:Ek; [| discriminate].
      destruct (nth k (members d) None) as [[|] |] eqn:Em; try discriminate.
      match type of H with (if ?q then _ else _) = _ => destruct q eqn:Eo; [| discriminate] end. injection H as <- <-.
      apply andb_true_iff in Eo. destruct Eo as [Eo Ez].
      split; [constructor; [now apply well_formed_with_known | constructor] |].
      eapply R; [| reflexivity | reflexivity]. unfold well_formed in HW. rewrite Eph in HW.
      destruct HW as [W1 [W2 [W3 [W4 W5]]]]. destruct (nth_error_spikes _ _ _ _ Ek) as [Hk [Hw Ha]].
      apply refined_by_fact; [intros x t [E | [d' E]]; congruence |].
      intros x t d' Ed Hh Ht. rewrite Eph in Ed. injection Ed as <-.
      rewrite neuron_time_arrivals, <- W1 in Ht by auto. apply firing_time_some in Ht; auto.
      destruct (ordered_sound true (known b) t x Hh _ _ _ _ _ Eo) as [Hl Ho].
      assert (Hwk : wt (spikes_of d) k <> 0).
      { rewrite Hw. intros E0. apply sign_zero in E0. rewrite E0 in Ez. discriminate. }
      pose proof (W5 t x Hh k true Hk Hwk Em) as Hat. rewrite Ha in Hat.
      apply (holds_goal true true _ t x). unfold value_at. rewrite value_subtract, value_constant.
      fold (value_at (affine_potential m (spikes_of d) a) x). rewrite affine_potential_sound by auto.
      destruct Ht as [_ Ht]. specialize (Ht _ Hat).
      pose proof (potential_at_least (length (spikes_of d)) (wt (spikes_of d)) (ar (spikes_of d) x) (set_of m) (value_at a x)) as HL.
      assert (HL' := HL ltac:(intros u Hu Hwu; apply Ho; auto; now apply sign_neg)). lra.
    + destruct (nth_error (spikes_of d) k) as [[w a] |] eqn:Ek; [| discriminate].
      match type of H with (if ?q then _ else _) = _ => destruct q eqn:Eo; [| discriminate] end. injection H as <- <-.
      split; [constructor; [now apply well_formed_with_known | constructor] |].
      eapply R; [| reflexivity | reflexivity]. unfold well_formed in HW. rewrite Eph in HW.
      destruct HW as [W1 W2].
      apply refined_by_fact; [| intros x t d' E; congruence].
      intros x t _ Hx. unfold reaches in Hx. rewrite Eph in Hx. destruct Hx as [Hh Ht].
      rewrite neuron_time_arrivals, <- W1 in Ht by auto. apply firing_time_none in Ht; auto.
      destruct (ordered_sound false (known b) t x Hh _ _ _ _ _ Eo) as [Hl Ho].
      apply (holds_goal false true _ t x). unfold value_at. rewrite value_subtract, value_constant.
      fold (value_at (affine_potential m (spikes_of d) a) x). rewrite affine_potential_sound by auto.
      specialize (Ht (value_at a x)).
      pose proof (potential_at_least (length (spikes_of d)) (wt (spikes_of d)) (ar (spikes_of d) x) (set_of m) (value_at a x)) as HL.
      assert (HL' := HL ltac:(intros u Hu Hwu; apply Ho; auto; now apply sign_neg)). lra.
  - (* Settle *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph as [| d |]; try discriminate.
    destruct (all_decided (members d)) as [m |] eqn:Em; [| discriminate].
    unfold well_formed in HW; cbn [at_phase regs known] in HW.
    destruct HW as [W1 [W2 [W3 [W4 W5]]]]. destruct (all_decided_spec _ _ Em) as [M1 M2]. rewrite W3 in M1, M2.
    set (sp := spikes_of d) in *. set (nu := neuron_of d) in *.
    assert (set_known : forall t x, all_hold ks (t :: 1 :: x) -> forall u, (u < length sp)%nat ->
      if set_of m u then wt sp u <> 0 /\ ar sp x u < t else wt sp u <> 0 -> t <= ar sp x u).
    { intros t x Hk u Hu. specialize (M2 u Hu). destruct (set_of m u) eqn:Eu.
      - assert (Hne : wt sp u <> 0) by (intros E0; rewrite (W4 u Hu E0) in M2; discriminate).
        split; auto. exact (W5 t x Hk u true Hu Hne M2).
      - intros Hne. exact (W5 t x Hk u false Hu Hne M2). }
    assert (causal : forall t x, all_hold ks (t :: 1 :: x) -> same_set (length sp) (set_of m) (causal_set (wt sp) (ar sp x) t)).
    { intros t x Hk u Hu. specialize (set_known t x Hk u Hu). destruct (set_of m u) eqn:Eu; symmetry.
      - apply causal_set_true. tauto.
      - apply causal_set_false. destruct (Req_dec (wt sp u) 0); auto. }
    destruct (candidate_form (threshold nu) m sp) as [f |] eqn:Ef.
    + destruct (all_are_below true ks (threshold nu) sp m sp ps) eqn:Eb; [| discriminate]. injection H as <- <-.
      split; [constructor; [apply advance_well_formed | constructor] |].
      eapply R; [| reflexivity | reflexivity]. split.
      * intros x [t [A1 A2]]. simpl in A1, A2. eexists. split; [left; reflexivity |]. apply advance_spec. apply all_hold_substitute.
        fold nu in A2. rewrite neuron_time_arrivals, <- W1 in A2 by auto. apply firing_time_some in A2; auto.
        destruct (fires_candidate _ _ _ _ _ W2 A2) as [_ [_ Ht]].
        rewrite <- (candidate_ext _ _ _ _ _ _ (causal t x A1)) in Ht.
        destruct (candidate_form_some (threshold nu) m sp f x M1 Ef) as [_ Hc]. rewrite <- Hc, <- Ht. exact A1.
      * intros b' x [<- | []] Hx. apply advance_spec in Hx. apply all_hold_substitute in Hx.
        destruct (candidate_form_some (threshold nu) m sp f x M1 Ef) as [HWp Hc].
        assert (Hf : neuron_time (real_neuron nu) (times rs x) = Some (value_at f x)).
        { rewrite neuron_time_arrivals, <- W1 by auto. apply firing_time_some; auto. rewrite <- Hc.
          apply region_fires; auto. split; auto. split; [| split].
          - intros u Hu Eu. rewrite Hc. specialize (set_known _ _ Hx u Hu). rewrite Eu in set_known. auto.
          - intros u Hu Eu Hne. rewrite Hc. specialize (set_known _ _ Hx u Hu). rewrite Eu in set_known. auto.
          - intros k Hk Ek Hw. eapply all_are_below_sound with (pending := true); eauto. }
        split; [exists (value_at f x); auto |]. intros l Hl. apply advance_agrees in Hl. destruct Hl as [L1 [L2 L3]].
        unfold agrees; simpl in *. rewrite times_app in L1, L3. fold nu. rewrite Hf. split; auto.
        destruct (prefix_app _ _ _ L2) as [P1 _]. split; auto. intros HE. rewrite <- (L3 HE), <- app_assoc. simpl. f_equal. f_equal. unfold neuron_decision. rewrite Hf. f_equal.
        rewrite causal_set_arrivals. rewrite <- W1.
        apply nth_ext with (d := false) (d' := false).
        -- rewrite map_length, seq_length. now rewrite M1.
        -- intros u Hu. rewrite map_length, seq_length in Hu.
           rewrite (nth_indep _ false (causal_set (wt sp) (ar sp x) (value_at f x) 0%nat)) by (now rewrite map_length, seq_length).
           rewrite map_nth, seq_nth by auto. simpl. symmetry. exact (causal _ _ Hx u Hu).
    + injection H as <- <-. split; [constructor |]. apply (R []); auto. split; [| intros b' x []].
      intros x [t [A1 A2]]. simpl in A1, A2. exfalso.
      fold nu in A2. rewrite neuron_time_arrivals, <- W1 in A2 by auto. apply firing_time_some in A2; auto.
      destruct (fires_candidate _ _ _ _ _ W2 A2) as [_ [HWp _]].
      rewrite <- (weight_of_ext _ _ _ _ (causal t x A1)) in HWp.
      pose proof (candidate_form_none (threshold nu) m sp M1 Ef). fold sp in HWp. lra.
  - (* Quiet *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph as [| | d]; try discriminate.
    match type of H with (if ?q then _ else _) = _ => destruct q eqn:E; [| discriminate] end. injection H as <- <-.
    apply andb_true_iff in E. destruct E as [E1 E2].
    unfold well_formed in HW; cbn [at_phase regs known] in HW. destruct HW as [W1 W2].
    set (sp := spikes_of d) in *. set (nu := neuron_of d) in *. destruct (every_spec sp) as [Ev1 Ev2].
    split; [constructor; [apply advance_well_formed | constructor] |].
    eapply R; [| reflexivity | reflexivity]. split.
    + intros x [A1 A2]. eexists. split; [left; reflexivity |]. apply advance_spec. exact A1.
    + intros b' x [<- | []] Hx. apply advance_spec in Hx.
      assert (Hn : neuron_time (real_neuron nu) (times rs x) = None).
      { rewrite neuron_time_arrivals, <- W1 by auto. apply firing_time_none; auto. apply never_iff; auto. split.
        - rewrite (weight_of_ext (length sp) (wt sp) _ (set_of (every sp))) by (intros u Hu; now rewrite Ev2).
          rewrite mask_weight_sound by auto. destruct (Rle_dec (Q2R (mask_weight (every sp) sp)) 0) as [| Hn]; auto.
          assert (Hp : 0 < Q2R (mask_weight (every sp) sp)) by lra. apply sign_pos in Hp. rewrite Hp in E1. discriminate.
        - intros k Hk Hw. apply (all_are_below_sound false ks 0 x Hx (threshold nu) sp sp (every sp) ps); auto. }
      split; [split; [exact Hx | exact Hn] |]. intros l Hl. apply advance_agrees in Hl. destruct Hl as [L1 [L2 L3]].
      unfold agrees; simpl in *. rewrite times_app in L1, L3. fold nu. rewrite Hn. split; auto.
      destruct (prefix_app _ _ _ L2) as [P1 _]. split; auto. intros HE. rewrite <- (L3 HE), <- app_assoc. simpl. f_equal. f_equal. unfold neuron_decision. now rewrite Hn.
  - (* Done *)
    destruct b as [ks gs rs sn ph]; simpl in *. destruct ph; try discriminate.
    destruct gs; [| discriminate]. injection H as <- <-. split; [constructor |]. intros Lss HF. inversion HF; subst. simpl. split.
    + intros x Hx. eexists. split; [left; reflexivity |]. exact Hx.
    + intros l x [E | []] Hx. injection E as <-. split; [exact Hx |]. unfold agrees; simpl. rewrite app_nil_r. split; auto. split; auto. exists []. now rewrite app_nil_r.
Qed.

Theorem feed_sound (tks : list (token A)) : forall stack Ls, Forall well_formed stack -> feed tks stack = Some Ls ->
  exists Lss, Forall2 explains stack Lss /\ Ls = concat Lss.
Proof.
  induction tks as [| tk tks IH]; intros [| b stack] Ls HW H; simpl in H; try discriminate.
  - injection H as <-. exists []. split; [constructor | auto].
  - destruct (step tk b) as [[bs ls] |] eqn:Es; [| discriminate].
    inversion HW; subst. destruct (step_sound tk b bs ls H2 Es) as [S1 S2].
    destruct (feed tks (bs ++ stack)) as [Ls' |] eqn:Ef; [| discriminate]. injection H as <-.
    destruct (IH (bs ++ stack) Ls') as [Lss [F E]]; auto; [apply Forall_app; auto |].
    apply Forall2_app_inv_l in F. destruct F as [L1 [L2 [F1 [F2 ->]]]].
    exists ((ls ++ concat L1) :: L2). split; [constructor; auto |]. rewrite E, concat_app, app_assoc. reflexivity.
Qed.
End Sound.

(* ------------------------------------------------------------------ whole certificates *)
Lemma input_forms_times d x : length x = d -> times (input_forms d) x = map Some x.
Proof.
  intros <-. unfold input_forms, times. rewrite map_map.
  assert (U : forall i X, apply (repeat 0%Z i ++ [1%Z]) X = nth i X 0).
  { induction i as [| i IH]; intros [| y X]; simpl; try lra. rewrite IH. lra. }
  apply nth_ext with (d := None) (d' := None); [now rewrite !map_length, seq_length |].
  intros i Hi. rewrite map_length, seq_length in Hi.
  set (F := fun i => option_map (fun f => value_at f x) (Some (Form (repeat 0%Z (S i) ++ [1%Z]) 1))).
  rewrite (nth_indep _ None (F 0%nat)) by (now rewrite map_length, seq_length).
  rewrite (map_nth F), seq_nth by auto. unfold F. cbn [option_map Nat.add].
  rewrite (nth_indep _ None (Some 0)) by (now rewrite map_length). rewrite (map_nth Some).
  f_equal. unfold value_at, value. cbn [numerators denominator]. rewrite U. simpl. field.
Qed.

Definition in_domain (p : program) (domain : list constraint) (x : list R) : Prop :=
  length x = dimension p /\ all_hold domain (1 :: x).

(* The leaves of an accepted certificate cover the domain; on a leaf's cell the program computes
   the leaf's forms and has the leaf's pattern. *)
Theorem certificate_sound {A} p domain (tks : list (token A)) Ls : feed tks [start p domain] = Some Ls ->
  (forall x, in_domain p domain x -> covers Ls x) /\
  (forall l x, In (Region l) Ls -> length x = dimension p -> all_hold (cell l) (1 :: x) ->
     in_domain p domain x /\ registers p x = times (outcome l) x /\
     (~ In Either (decisions l) -> activation p x = decisions l)).
Proof.
  intros H. destruct (feed_sound tks [start p domain] Ls) as [Lss [F ->]]; auto.
  { constructor; [apply (@advance_well_formed A) | constructor]. }
  inversion F as [| b L bs Lss' HE F' Eb EL]; subst. inversion F'; subst. simpl. rewrite app_nil_r.
  destruct HE as [E1 E2].
  assert (R : forall x, reaches (start p domain) x <-> all_hold domain (1 :: x)) by (intros x; apply (@advance_spec A)).
  split.
  - intros x [_ Hx]. apply E1. now apply R.
  - intros l x Hl Hx Hc. destruct (E2 l x Hl Hc) as [G1 G2]. apply R in G1. split; [split; auto |].
    apply advance_agrees in G2. destruct G2 as [G2 [_ G3]]. simpl in G2, G3. rewrite input_forms_times in G2, G3 by auto. auto.
Qed.
