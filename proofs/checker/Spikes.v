(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Registers as affine forms of the point, the spikes a neuron sees there, and proofs that its potential is below
   the threshold at the arrival of a spike. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program.
Import ListNotations.
Open Scope R_scope.

Open Scope Z_scope.
Definition symbolic := list (option form).

Fixpoint combine_forms (b : form) (ts : list (nat * Q)) (regs : symbolic) : option form :=
  match ts with
  | [] => Some b
  | (i, q) :: ts' =>
      match nth i regs None, combine_forms b ts' regs with
      | Some f, Some g => Some (add_scaled q f g)
      | _, _ => None
      end
  end.
(* The same in one walk through the registers while the terms come in their order: rest is what is left of them from i on. *)
Definition add_term (q : Q) (f g : form) : form := if is_zero (numerators f) then g else add_scaled q f g.
Fixpoint walk_forms (b : form) (ts : list (nat * Q)) (regs : symbolic) (i : nat) (rest : symbolic) : option form :=
  match ts with
  | [] => Some b
  | (j, q) :: ts' =>
      match (if Nat.leb i j then skip (j - i) rest else skip j regs) with
      | Some f :: rest' =>
          match walk_forms b ts' regs (S j) rest' with Some g => Some (add_term q f g) | None => None end
      | _ => None
      end
  end.
Definition plain_form (c : combination) (regs : symbolic) : option form :=
  option_map reduce (walk_forms (constant_form (bias c)) (terms c) regs 0 regs).
(* The extracted program keeps the last result: it is wanted again by the step that follows. *)
Definition kept_last {A B C} (f : A -> B -> C) (a : A) (b : B) : C := f a b.
Definition combination_form (c : combination) (regs : symbolic) : option form := kept_last plain_form c regs.

(* Effective weight and arrival time of every synapse; a silent source has weight 0. *)
Definition spikes := list (Q * form).
Definition arrivals (nu : neuron Q) (regs : symbolic) : spikes :=
  map (fun s => match nth (source s) regs None with
                | Some f => (weight s, add_scaled 1 (constant_form (delay s)) f)
                | None => (0%Q, constant_form 0)
                end) (synapses nu).

Definition sign (q : Q) : Z := Z.sgn (Qnum q).

Fixpoint mask_weight (m : list bool) (sp : spikes) : Q :=
  match m, sp with
  | b :: m', (w, _) :: sp' => if b then Qred (w + mask_weight m' sp') else mask_weight m' sp'
  | _, _ => 0%Q
  end.
Fixpoint mask_moment (m : list bool) (sp : spikes) : form :=
  match m, sp with
  | b :: m', (w, a) :: sp' => if b then add_scaled w a (mask_moment m' sp') else mask_moment m' sp'
  | _, _ => constant_form 0
  end.
(* t_E, when W_E > 0 *)
Definition candidate_form (th : Q) (m : list bool) (sp : spikes) : option form :=
  match mask_weight m sp with
  | Zpos p # d => Some (divide (add_scaled 1 (constant_form th) (mask_moment m sp)) p d)
  | _ => None
  end.
(* W_E s - sum_E w a: the potential at s when E are the spikes before s. *)
Definition affine_potential (m : list bool) (sp : spikes) (s : form) : form :=
  add_scaled (mask_weight m sp) s (add_scaled (-1) (mask_moment m sp) (constant_form 0)).

Fixpoint every {A} (sp : list A) : list bool := match sp with [] => [] | _ :: sp' => true :: every sp' end.
Open Scope R_scope.

Lemma every_spec {B} (sp : list B) : length (every sp) = length sp /\ forall u, (u < length sp)%nat -> set_of (every sp) u = true.
Proof.
  induction sp as [| y sp [I1 I2]]; simpl; [split; [auto | lia] |]. split; [lia |].
  intros [| u] Hu; [reflexivity |]. apply I2. lia.
Qed.

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
Lemma skip_nth {A} (l : list (option A)) : forall j, nth j l None = match skip j l with a :: _ => a | [] => None end.
Proof. induction l as [| a l IH]; intros [| j]; simpl; auto. Qed.
Lemma skip_skip {A} (l : list A) : forall i j, skip i (skip j l) = skip (j + i) l.
Proof. induction l as [| a l IH]; intros i [| j]; simpl; auto. destruct i; auto. Qed.
Lemma skip_tail {A} (l : list A) : forall j a r, skip j l = a :: r -> skip (S j) l = r.
Proof. induction l as [| b l IH]; intros [| j] a r H; simpl in *; try discriminate; [injection H as _ ->; auto |]. destruct l; eauto. Qed.
Lemma add_term_value q f g x : value_at (add_term q f g) x = Q2R q * value_at f x + value_at g x.
Proof.
  unfold add_term. destruct (is_zero (numerators f)) eqn:E; [| unfold value_at; apply value_add_scaled].
  unfold value_at. unfold value at 2. rewrite (is_zero_apply _ E). unfold Rdiv. lra.
Qed.
Lemma walk_forms_sound x b regs ts : forall i,
  option_map (fun f => value_at f x) (walk_forms b ts regs i (skip i regs)) = option_map (fun f => value_at f x) (combine_forms b ts regs).
Proof.
  induction ts as [| [j q] ts IH]; intros i; simpl; auto. rewrite skip_nth.
  replace (if Nat.leb i j then skip (j - i) (skip i regs) else skip j regs) with (skip j regs).
  2:{ destruct (Nat.leb_spec i j); auto. rewrite skip_skip. f_equal. lia. }
  destruct (skip j regs) as [| [f |] r] eqn:E; auto. rewrite <- (skip_tail regs j _ _ E). specialize (IH (S j)).
  destruct (walk_forms b ts regs (S j) (skip (S j) regs)) as [g |], (combine_forms b ts regs) as [h |]; simpl in *; try discriminate; auto.
  injection IH as IH. f_equal. rewrite add_term_value, IH. unfold value_at. now rewrite value_add_scaled.
Qed.

Lemma combination_form_sound c rs x :
  combination_time c (times rs x) = option_map (fun f => value_at f x) (combination_form c rs).
Proof.
  unfold combination_time, combination_form, kept_last, plain_form. rewrite <- (value_constant (bias c) x). fold (value_at (constant_form (bias c)) x).
  rewrite combine_forms_sound, <- (walk_forms_sound x _ rs _ 0). change (skip 0 rs) with rs.
  destruct (walk_forms _ _ _ _ _); simpl; auto. f_equal. unfold value_at. now rewrite value_reduce.
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

(* ------------------------------------------------------------------ bounds on the potential *)
Lemma proved ks pf s f x : all_hold ks (1 :: x) -> implies ks pf (positive_form s f) = true ->
  if s then 0 < value_at f x else 0 <= value_at f x.
Proof. intros Hk H. apply (holds_positive_form s f (1 :: x)). now apply (implies_sound ks pf). Qed.

(* For every excitatory synapse: it arrives until s (Some true, proved), not before s (Some false, proved), or
   both are considered (None). Inhibitory ones may be counted or left out. *)
Fixpoint ordered (ks : list constraint) (s : form) (m : list (option bool)) (sp : spikes) (pfs : list multipliers) : bool :=
  match m, sp with
  | b :: m', (w, a) :: sp' =>
      match b with
      | Some c =>
          if Z.eqb (sign w) 1 then
            match pfs with
            | pf :: pfs' => implies ks pf (positive_form false (if c then subtract s a else subtract a s)) && ordered ks s m' sp' pfs'
            | [] => false
            end
          else ordered ks s m' sp' pfs
      | None => Z.eqb (sign w) 1 && ordered ks s m' sp' pfs
      end
  | [], [] => match pfs with [] => true | _ => false end
  | _, _ => false
  end.
(* All masks considered, the first open one varying fastest. *)
Fixpoint expansions (m : list (option bool)) : list (list bool) :=
  match m with
  | [] => [[]]
  | Some b :: m' => map (cons b) (expansions m')
  | None :: m' => flat_map (fun r => [false :: r; true :: r]) (expansions m')
  end.
(* A proof that the potential at s is below the threshold. *)
Record below := Below { below_marks : list (option bool); below_order : list multipliers; below_bounds : list multipliers }.
Fixpoint bounded (ks : list constraint) (th : Q) (sp : spikes) (s : form) (ms : list (list bool)) (pfs : list multipliers) : bool :=
  match ms, pfs with
  | m :: ms', pf :: pfs' =>
      implies ks pf (positive_form true (subtract (constant_form th) (affine_potential m sp s))) && bounded ks th sp s ms' pfs'
  | [], [] => true
  | _, _ => false
  end.
Definition is_below (ks : list constraint) (th : Q) (sp : spikes) (s : form) (p : below) : bool :=
  ordered ks s (below_marks p) sp (below_order p) && bounded ks th sp s (expansions (below_marks p)) (below_bounds p).
(* ... at every inhibitory spike. *)
Fixpoint all_are_below (ks : list constraint) (th : Q) (all sp : spikes) (ps : list below) : bool :=
  match sp with
  | (w, a) :: sp' =>
      if Z.eqb (sign w) (-1) then
        match ps with
        | p :: ps' => is_below ks th all a p && all_are_below ks th all sp' ps'
        | [] => false
        end
      else all_are_below ks th all sp' ps
  | [] => match ps with [] => true | _ => false end
  end.

Section Bounds.
Variables (ks : list constraint) (x : list R).
Hypothesis ks_hold : all_hold ks (1 :: x).

Lemma ordered_sound s : forall sp m pfs, ordered ks s m sp pfs = true ->
  exists r, In r (expansions m) /\ length r = length sp /\
  forall u, (u < length sp)%nat -> 0 < wt sp u ->
    if set_of r u then ar sp x u <= value_at s x else value_at s x <= ar sp x u.
Proof.
  induction sp as [| [w a] sp IH]; intros [| b m] pfs H; simpl in H; try discriminate.
  { exists []. split; [simpl; auto |]. split; auto. simpl. intros; lia. }
  assert (G : exists c r, In (c :: r) (expansions (b :: m)) /\ length r = length sp /\
            (0 < Q2R w -> if c : bool then value_at a x <= value_at s x else value_at s x <= value_at a x) /\
            forall u, (u < length sp)%nat -> 0 < wt sp u ->
              if set_of r u then ar sp x u <= value_at s x else value_at s x <= ar sp x u).
  { destruct b as [c |].
    - destruct (Z.eqb_spec (sign w) 1) as [Es | Es].
      + destruct pfs as [| pf pfs]; [discriminate |]. apply andb_true_iff in H. destruct H as [H1 H2].
        destruct (IH _ _ H2) as [r [R1 [R2 R3]]]. exists c, r. split; [now apply in_map |]. split; auto. split; auto.
        intros _. apply (proved ks pf false _ x ks_hold) in H1. unfold value_at in *. destruct c; rewrite value_subtract in H1; lra.
      + destruct (IH _ _ H) as [r [R1 [R2 R3]]]. exists c, r. split; [now apply in_map |]. split; auto. split; auto.
        intros Hw. apply sign_pos in Hw. contradiction.
    - apply andb_true_iff in H. destruct H as [_ H2]. destruct (IH _ _ H2) as [r [R1 [R2 R3]]].
      exists (if Rle_dec (value_at a x) (value_at s x) then true else false), r.
      split; [| split; auto; split; auto; intros _; destruct (Rle_dec (value_at a x) (value_at s x)); lra].
      simpl. apply in_flat_map. exists r. split; auto. destruct (Rle_dec _ _); simpl; auto. }
  destruct G as [c [r [G1 [G2 [G3 G4]]]]]. exists (c :: r). split; auto. split; [simpl; lia |].
  intros [| u] Hu Hw; [exact (G3 Hw) | apply G4; auto; simpl in Hu; lia].
Qed.

Lemma bounded_sound th sp s r : forall ms pfs, bounded ks th sp s ms pfs = true -> In r ms -> length r = length sp ->
  weight_of (length sp) (wt sp) (set_of r) * value_at s x - moment_of (length sp) (wt sp) (ar sp x) (set_of r) < Q2R th.
Proof.
  induction ms as [| m ms IH]; intros [| pf pfs] H Hr Hl; simpl in H; try discriminate; [contradiction |].
  apply andb_true_iff in H. destruct H as [H1 H2]. destruct Hr as [-> | Hr]; [| eapply IH; eauto].
  apply (proved ks pf true _ x ks_hold) in H1. unfold value_at in H1. rewrite value_subtract, value_constant in H1.
  fold (value_at (affine_potential r sp s) x) in H1. rewrite affine_potential_sound in H1 by auto. lra.
Qed.

Lemma is_below_sound th sp s p : is_below ks th sp s p = true ->
  potential (length sp) (wt sp) (ar sp x) (value_at s x) < Q2R th.
Proof.
  intros H. apply andb_true_iff in H. destruct H as [H1 H2].
  destruct (ordered_sound _ _ _ _ H1) as [r [R1 [R2 R3]]].
  eapply Rle_lt_trans; [apply potential_at_most with (E := set_of r); exact R3 | eapply bounded_sound; eauto].
Qed.

Lemma all_are_below_sound th all : forall sp ps, all_are_below ks th all sp ps = true ->
  forall k, (k < length sp)%nat -> wt sp k < 0 -> potential (length all) (wt all) (ar all x) (ar sp x k) < Q2R th.
Proof.
  induction sp as [| [w a] sp IH]; intros ps H [| k] Hk Hw; simpl in Hk; try lia; simpl in H.
  - unfold wt in Hw; simpl in Hw. apply sign_neg in Hw. rewrite Hw in H. simpl in H.
    destruct ps as [| p ps]; [discriminate |]. apply andb_true_iff in H. destruct H as [H _].
    now apply is_below_sound in H.
  - destruct (Z.eqb (sign w) (-1)).
    + destruct ps as [| p ps]; [discriminate |]. apply andb_true_iff in H. destruct H as [_ H].
      apply (IH ps H k); auto. lia.
    + apply (IH ps H k); auto. lia.
Qed.
End Bounds.
