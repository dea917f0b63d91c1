(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* `continuous`, by tree: on a tree of all points, leaves whose closed cells meet have the same outputs there. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Closure Polyspike.checker.Pieces Polyspike.checker.Points.
Require Import Polyspike.checker.Regions.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ evidence for two leaves *)
(* The closed cells are disjoint, or the outputs that differ are proved equal on both, from above and from below. *)
Inductive seam := Disjoint (ms : multipliers) | Agree (pfs : list (multipliers * multipliers)).
Fixpoint outputs_agree (rows : list constraint) (fs gs : list (option form)) (pfs : list (multipliers * multipliers)) : bool :=
  match fs, gs with
  | [], [] => true
  | f :: fs', g :: gs' =>
      if same_form f g then outputs_agree rows fs' gs' pfs else
      match f, g, pfs with
      | Some a, Some b, (up, down) :: pfs' =>
          implies rows up (positive_form false (subtract b a)) && implies rows down (positive_form false (subtract a b)) &&
          outputs_agree rows fs' gs' pfs'
      | _, _, _ => false
      end
  | _, _ => false
  end.
Definition seam_holds (outs : list nat) (l l' : leaf evidence) (s : seam) : bool :=
  let rows := map blunt (cell l ++ cell l') in
  match s with
  | Disjoint ms => refutes rows ms
  | Agree pfs => outputs_agree rows (map (fun o => nth o (outcome l) None) outs) (map (fun o => nth o (outcome l') None) outs) pfs
  end.

Definition shut (l : leaf evidence) (x : list R) : Prop := all_hold (map blunt (cell l)) (1 :: x).
Definition output_at (l : leaf evidence) (o : nat) (x : list R) : time := option_map (fun f => value_at f x) (nth o (outcome l) None).
Definition agree (outs : list nat) (l l' : leaf evidence) : Prop :=
  forall x o, shut l x -> shut l' x -> In o outs -> output_at l o x = output_at l' o x.

Lemma same_form_values a b x : same_form a b = true -> option_map (fun f => value_at f x) a = option_map (fun f => value_at f x) b.
Proof.
  destruct a as [f |], b as [g |]; intros H; try discriminate; auto. simpl. f_equal. now apply same_form_value.
Qed.
Lemma seam_agrees outs l l' s : seam_holds outs l l' s = true -> agree outs l l'.
Proof.
  intros H x o S S' Ho.
  assert (A : all_hold (map blunt (cell l ++ cell l')) (1 :: x)) by (rewrite map_app; apply all_hold_app; auto).
  destruct s as [ms | pfs]; simpl in H; [destruct (refutes_sound _ ms x H A) |]. unfold output_at. revert pfs H Ho.
  induction outs as [| q outs IH]; intros pfs H Ho; [contradiction |]. simpl in H.
  destruct (same_form (nth q (outcome l) None) (nth q (outcome l') None)) eqn:E.
  - destruct Ho as [<- | Ho]; [now apply same_form_values | eapply IH; eauto].
  - destruct (nth q (outcome l) None) as [f |] eqn:Ef, (nth q (outcome l') None) as [g |] eqn:Eg; try discriminate.
    destruct pfs as [| [up down] pfs]; [discriminate |]. rewrite !andb_true_iff in H. destruct H as [[H1 H2] H3].
    destruct Ho as [<- | Ho]; [| eapply IH; eauto]. rewrite Ef, Eg. simpl. f_equal.
    pose proof (proved _ _ false _ x A H1) as B1. pose proof (proved _ _ false _ x A H2) as B2. cbv iota in B1, B2.
    unfold value_at in *. rewrite value_subtract in B1, B2. lra.
Qed.
Lemma agree_sym outs l l' : agree outs l l' -> agree outs l' l.
Proof. intros H x o S S' Ho. symmetry. now apply H. Qed.

(* ------------------------------------------------------------------ continuity *)
Definition is_region (q : piece evidence) : bool := match q with Region _ => true | Thin _ => false end.

Lemma form_near f x e : length x = length x -> 0 < e -> exists c, 0 < c /\ forall y, close c x y -> Rabs (value_at f x - value_at f y) < e.
Proof.
  intros _ He. pose proof (norm_nonneg (numerators f)) as Hn. pose proof (positive_R (denominator f)) as Hd.
  set (D := IZR (Zpos (denominator f))) in *. set (c := e * D / (norm (numerators f) + 1)).
  assert (Hc : 0 < c) by (unfold c; apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra | lra]). exists c. split; auto. intros y Hy.
  assert (A : Rabs (apply (numerators f) (1 :: x) - apply (numerators f) (1 :: y)) <= norm (numerators f) * c).
  { apply apply_close_point; [exact (close_length _ _ _ Hy) | lra |]. intros i _. apply coordinates_close; auto. lra. }
  unfold value_at, value. fold D.
  replace (apply (numerators f) (1 :: x) / D - apply (numerators f) (1 :: y) / D)
    with ((apply (numerators f) (1 :: x) - apply (numerators f) (1 :: y)) * / D) by (unfold Rdiv; lra).
  rewrite Rabs_mult, (Rabs_right (/ D)) by (apply Rle_ge; left; now apply Rinv_0_lt_compat).
  apply Rmult_lt_reg_r with D; auto. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (c * (norm (numerators f) + 1) = e * D) by (unfold c; field; lra). lra.
Qed.

Section Continuous.
Variables (full : bool) (p : program) (domain : list constraint) (tks : list (token evidence)) (Ls : list (piece evidence)).
Hypothesis fed : feed (dimension p) full tks [start p domain] = Some Ls.
Hypothesis all_regions : forallb is_region Ls = true.
Variable outs : list nat.
Hypothesis seams : forall l l', In (Region l) Ls -> In (Region l') Ls -> agree outs l l'.

Lemma leaf_of x : in_domain p domain x -> exists l, In (Region l) Ls /\ all_hold (cell l) (1 :: x) /\ registers p x = times (outcome l) x.
Proof.
  intros Hx. destruct (certificate_sound full p domain tks Ls fed) as [S1 S2]. destruct (S1 x Hx) as [[l | v] [Hin Hc]].
  - exists l. split; auto. split; auto. pose proof Hx as [Lx _]. now destruct (S2 l x Hin Lx Hc) as [_ [E _]].
  - rewrite forallb_forall in all_regions. specialize (all_regions _ Hin). discriminate.
Qed.
Lemma cell_shut l x : all_hold (cell l) (1 :: x) -> shut l x.
Proof.
  intros H. unfold shut, all_hold in *. apply Forall_map. eapply Forall_impl; [| exact H]. intros c Hc. unfold holds in *. simpl.
  destruct (is_strict c); lra.
Qed.

Theorem seams_sound o x : In o outs -> in_domain p domain x -> continuous_in p domain o x.
Proof.
  intros Ho Hx e He. pose proof Hx as [Lx _]. destruct (leaf_of x Hx) as [l0 [H0 [C0 E0]]].
  (* leaves that are not closed at x are not near *)
  set (far := filter (fun q => match q with Region l => if Forall_dec (fun v => 0 <= at_point v x) (fun v => Rle_dec 0 (at_point v x)) (sloped_rows (cell l)) then false else true | Thin _ => false end) Ls).
  assert (Far : forall l, In (Region l) far <-> In (Region l) Ls /\ ~ closed_cell l x).
  { intros l. unfold far. rewrite filter_In. unfold closed_cell.
    destruct (Forall_dec _ _ (sloped_rows (cell l))) as [F | F]; split; intros [A B]; try discriminate; split; auto.
    - exfalso. apply B. rewrite Forall_forall in F. exact F.
    - intros K. apply F, Forall_forall. exact K. }
  destruct (cells_near p x far Lx) as [c1 [P1 Q1]].
  { intros l Hl. now apply Far. }
  (* all forms are near *)
  assert (Near : exists c2, 0 < c2 /\ forall l f y, In (Region l) Ls -> nth o (outcome l) None = Some f -> close c2 x y -> Rabs (value_at f x - value_at f y) < e).
  { clear -He. induction Ls as [| q Qs [c [I1 I2]]]; [exists 1; split; [lra | intros l f y []] |].
    destruct q as [l | v]; [destruct (nth o (outcome l) None) as [f |] eqn:E |].
    - destruct (form_near f x e eq_refl He) as [c' [J1 J2]]. exists (Rmin c c'). split; [now apply Rmin_glb_lt |].
      intros k g y [K | K] Hg Hy; [| apply (I2 k); auto; exact (close_weaken _ _ _ _ (Rmin_l c c') Hy)].
      injection K as <-. rewrite E in Hg. injection Hg as <-. apply J2. exact (close_weaken _ _ _ _ (Rmin_r c c') Hy).
    - exists c. split; auto. intros k g y [K | K] Hg Hy; [injection K as <-; congruence | eauto].
    - exists c. split; auto. intros k g y [K | K] Hg Hy; [discriminate | eauto]. }
  destruct Near as [c2 [P2 Q2]]. exists (Rmin c1 c2). split; [now apply Rmin_glb_lt |]. intros y Hy Hc.
  destruct (leaf_of y Hy) as [l [Hl [C E]]].
  assert (Cx : shut l x).
  { assert (closed_cell l x).
    { destruct (closed_cell_dec l x) as [K | [v [V1 V2]]]; auto. exfalso.
      refine (Q1 y (close_weaken _ _ _ _ (Rmin_l c1 c2) Hc) l _ C). apply Far. split; auto. intros K. specialize (K v V1). lra. }
    unfold shut, all_hold. apply Forall_map, Forall_forall. intros k Hk. unfold holds; simpl. fold (at_point (vector k) x).
    destruct (is_constant (vector k)) eqn:Ek; [| apply H; unfold sloped_rows; apply in_map, filter_In; now rewrite Ek].
    rewrite (constant_value _ x y Ek). unfold all_hold in C. rewrite Forall_forall in C. specialize (C k Hk). unfold holds in C. unfold at_point.
    destruct (is_strict k); lra. }
  pose proof (seams l0 l H0 Hl x o (cell_shut l0 x C0) Cx Ho) as A. unfold output_at in A.
  rewrite E0, E, !times_nth, A. destruct (nth o (outcome l) None) as [f |] eqn:Ef; simpl; auto.
  apply (Q2 l); auto. exact (close_weaken _ _ _ _ (Rmin_r c1 c2) Hc).
Qed.
Corollary seams_continuous o out : In o outs -> (forall x, in_domain p domain x -> nth o (registers p x) None = Some (out x)) ->
  continuous_on p domain out.
Proof.
  intros Ho Hout x e Hx He. destruct (seams_sound o x Ho Hx e He) as [c [C1 C2]]. exists c. split; auto. intros y Hy Hc.
  specialize (C2 y Hy Hc). rewrite !Hout in C2 by auto. exact C2.
Qed.
End Continuous.
