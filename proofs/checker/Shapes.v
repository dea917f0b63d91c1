(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Monotone, concave and convex by theorem: shapes of all registers, gate by gate, from those of the coordinates. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region Polyspike.theory.Positive.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.PositiveNetwork Polyspike.theory.DominatedNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Structure.
Import ListNotations.
Open Scope R_scope.

Record shape := Shape { rises : bool; falls : bool; is_concave : bool; is_convex : bool }.
Definition every_shape : shape := Shape true true true true.
Definition no_shape : shape := Shape false false false false.
Definition plus (s t : shape) : shape :=
  Shape (rises s && rises t) (falls s && falls t) (is_concave s && is_concave t) (is_convex s && is_convex t).
Definition times_shape (q : Q) (s : shape) : shape :=
  if Z.eqb (Qnum q) 0 then every_shape
  else if Z.ltb 0 (Qnum q) then s else Shape (falls s) (rises s) (is_convex s) (is_concave s).
Definition ramp_shape (s : shape) : shape := Shape (rises s) (falls s) false (is_convex s).

Fixpoint terms_shape (ts : list (nat * Q)) (shs : list shape) : option shape :=
  match ts with
  | [] => Some every_shape
  | (i, q) :: ts' =>
      match nth_error shs i, terms_shape ts' shs with Some s, Some t => Some (plus (times_shape q s) t) | _, _ => None end
  end.
(* What all sources of a neuron of positive weights are, it is, but for convex. *)
Fixpoint sources_shape (ss : list (synapse Q)) (shs : list shape) : option shape :=
  match ss with
  | [] => Some every_shape
  | s :: ss' => match nth_error shs (source s), sources_shape ss' shs with Some a, Some b => Some (plus a b) | _, _ => None end
  end.
Definition gate_shape (g : gate) (shs : list shape) : option shape :=
  match g with
  | Affine c => terms_shape (terms c) shs
  | Relu c => option_map ramp_shape (terms_shape (terms c) shs)
  | Spike nu =>
      match sources_shape (synapses nu) shs with
      | Some s => if positive_neuron_check nu then Some (Shape (rises s) (falls s) (is_concave s) false)
                  else if dominated_neuron_check nu then Some no_shape else None
      | None => None
      end
  end.
Fixpoint gates_shapes (gs : list gate) (shs : list shape) : option (list shape) :=
  match gs with
  | [] => Some shs
  | g :: gs' => match gate_shape g shs with Some s => gates_shapes gs' (shs ++ [s]) | None => None end
  end.
Definition shapes (p : program) : option (list shape) := gates_shapes (gates p) (repeat (Shape true false true true) (dimension p)).

Section Shapes.
Variable d : nat.
Definition has_shape (s : shape) (F : list R -> R) : Prop :=
  (rises s = true -> forall x y, length x = d -> length y = d -> PositiveNetwork.below x y -> F x <= F y) /\
  (falls s = true -> forall x y, length x = d -> length y = d -> PositiveNetwork.below x y -> F y <= F x) /\
  (is_concave s = true -> forall l x y, 0 <= l <= 1 -> length x = d -> length y = d -> l * F x + (1 - l) * F y <= F (blend l x y)) /\
  (is_convex s = true -> forall l x y, 0 <= l <= 1 -> length x = d -> length y = d -> F (blend l x y) <= l * F x + (1 - l) * F y).

Lemma has_no_shape F : has_shape no_shape F.
Proof. repeat split; discriminate. Qed.
Lemma constant_has_shape c : has_shape every_shape (fun _ => c).
Proof. repeat split; intros; lra. Qed.
Lemma plus_has_shape s t F G : has_shape s F -> has_shape t G -> has_shape (plus s t) (fun x => F x + G x).
Proof.
  intros [A1 [A2 [A3 A4]]] [B1 [B2 [B3 B4]]]. unfold plus. repeat split; simpl; intros H; apply andb_true_iff in H; destruct H as [H K].
  - intros x y Lx Ly Hb. specialize (A1 H x y Lx Ly Hb). specialize (B1 K x y Lx Ly Hb). lra.
  - intros x y Lx Ly Hb. specialize (A2 H x y Lx Ly Hb). specialize (B2 K x y Lx Ly Hb). lra.
  - intros l x y Hl Lx Ly. specialize (A3 H l x y Hl Lx Ly). specialize (B3 K l x y Hl Lx Ly). lra.
  - intros l x y Hl Lx Ly. specialize (A4 H l x y Hl Lx Ly). specialize (B4 K l x y Hl Lx Ly). lra.
Qed.
Lemma times_has_shape q s F : has_shape s F -> has_shape (times_shape q s) (fun x => Q2R q * F x).
Proof.
  intros [A1 [A2 [A3 A4]]]. unfold times_shape. destruct (Z.eqb_spec (Qnum q) 0) as [E | E].
  - assert (Z0 : Q2R q = 0) by (unfold Q2R; rewrite E; lra). rewrite Z0. repeat split; intros; lra.
  - destruct (Z.ltb_spec 0 (Qnum q)) as [N | N].
    + assert (P : 0 < Q2R q) by (apply sign_pos; unfold sign; now apply Z.sgn_pos). repeat split; intros H.
      * intros x y Lx Ly Hb. specialize (A1 H x y Lx Ly Hb). apply Rmult_le_compat_l; lra.
      * intros x y Lx Ly Hb. specialize (A2 H x y Lx Ly Hb). apply Rmult_le_compat_l; lra.
      * intros l x y Hl Lx Ly. specialize (A3 H l x y Hl Lx Ly). apply (Rmult_le_compat_l (Q2R q)) in A3; lra.
      * intros l x y Hl Lx Ly. specialize (A4 H l x y Hl Lx Ly). apply (Rmult_le_compat_l (Q2R q)) in A4; lra.
    + assert (P : Q2R q < 0) by (apply sign_neg; unfold sign; apply Z.sgn_neg; lia). repeat split; simpl; intros H.
      * intros x y Lx Ly Hb. specialize (A2 H x y Lx Ly Hb). apply Rmult_le_compat_neg_l; lra.
      * intros x y Lx Ly Hb. specialize (A1 H x y Lx Ly Hb). apply Rmult_le_compat_neg_l; lra.
      * intros l x y Hl Lx Ly. specialize (A4 H l x y Hl Lx Ly). apply (Rmult_le_compat_neg_l (Q2R q)) in A4; lra.
      * intros l x y Hl Lx Ly. specialize (A3 H l x y Hl Lx Ly). apply (Rmult_le_compat_neg_l (Q2R q)) in A3; lra.
Qed.
Lemma shifted_has_shape c s F : has_shape s F -> has_shape s (fun x => c + F x).
Proof.
  intros [A1 [A2 [A3 A4]]]. repeat split; intros H.
  - intros x y Lx Ly Hb. specialize (A1 H x y Lx Ly Hb). lra.
  - intros x y Lx Ly Hb. specialize (A2 H x y Lx Ly Hb). lra.
  - intros l x y Hl Lx Ly. specialize (A3 H l x y Hl Lx Ly). lra.
  - intros l x y Hl Lx Ly. specialize (A4 H l x y Hl Lx Ly). lra.
Qed.
Lemma ramp_has_shape s F : has_shape s F -> has_shape (ramp_shape s) (fun x => ramp (F x)).
Proof.
  intros [A1 [A2 [A3 A4]]]. repeat split; simpl; intros H; try discriminate.
  - intros x y Lx Ly Hb. apply ramp_mono. auto.
  - intros x y Lx Ly Hb. apply ramp_mono. auto.
  - intros l x y Hl Lx Ly. eapply Rle_trans; [apply ramp_mono, (A4 H l x y Hl Lx Ly) | now apply ramp_convex].
Qed.

(* ---- registers as functions of the point ---- *)
Definition at_all (Fs : list (list R -> R)) (x : list R) : list R := map (fun F => F x) Fs.
Definition shaped (shs : list shape) (Fs : list (list R -> R)) : Prop := Forall2 has_shape shs Fs.

Lemma shaped_nth shs Fs i s : shaped shs Fs -> nth_error shs i = Some s -> exists F, nth_error Fs i = Some F /\ has_shape s F.
Proof.
  intros H. revert i. induction H as [| s0 F0 shs Fs H0 HF IH]; intros [| i] E; simpl in E; try discriminate; [| exact (IH i E)].
  injection E as <-. exists F0. auto.
Qed.
Lemma at_all_nth Fs i F x : nth_error Fs i = Some F -> @nth time i (map Some (at_all Fs x)) None = Some (F x) /\ nth i (at_all Fs x) 0 = F x /\ (i < length Fs)%nat.
Proof.
  unfold at_all. revert i. induction Fs as [| G Fs IH]; intros [| i] E; simpl in E; try discriminate; [injection E as ->; simpl; split; [auto | split; [auto | lia]] |].
  destruct (IH i E) as [A [B C]]. simpl. split; [auto | split; [auto | lia]].
Qed.

Lemma terms_shape_sound shs Fs : shaped shs Fs -> forall ts s, terms_shape ts shs = Some s ->
  exists F, has_shape s F /\ forall x b, combine_terms b ts (map Some (at_all Fs x)) = Some (b + F x).
Proof.
  intros HS. induction ts as [| [i q] ts IH]; intros s H; simpl in H.
  - injection H as <-. exists (fun _ => 0). split; [apply constant_has_shape |]. intros x b. simpl. f_equal. lra.
  - destruct (nth_error shs i) as [a |] eqn:Ei; [| discriminate]. destruct (terms_shape ts shs) as [t |]; [| discriminate]. injection H as <-.
    destruct (shaped_nth shs Fs i a HS Ei) as [G [G1 G2]]. destruct (IH t eq_refl) as [F [F1 F2]].
    exists (fun x => Q2R q * G x + F x). split; [apply plus_has_shape; auto; now apply times_has_shape |].
    intros x b. cbn [combine_terms]. destruct (at_all_nth Fs i G x G1) as [-> _]. rewrite F2. f_equal. lra.
Qed.

Lemma sources_shape_sound shs Fs : shaped shs Fs -> forall ss s, sources_shape ss shs = Some s -> forall y, In y ss ->
  exists F, nth_error Fs (source y) = Some F /\ (rises s = true -> has_shape (Shape true false false false) F) /\
    (falls s = true -> has_shape (Shape false true false false) F) /\ (is_concave s = true -> has_shape (Shape false false true false) F).
Proof.
  intros HS. induction ss as [| z ss IH]; intros s H y Hy; [contradiction |]. simpl in H.
  destruct (nth_error shs (source z)) as [a |] eqn:Ei; [| discriminate]. destruct (sources_shape ss shs) as [t |]; [| discriminate]. injection H as <-.
  unfold plus; simpl. destruct Hy as [<- | Hy].
  - destruct (shaped_nth shs Fs _ a HS Ei) as [F [F1 [A1 [A2 [A3 A4]]]]]. exists F. split; auto.
    repeat split; try discriminate; intros; apply andb_true_iff in H; destruct H; auto.
  - destruct (IH t eq_refl y Hy) as [F [F1 [F2 [F3 F4]]]]. exists F. split; auto.
    split; [| split]; intros E; apply andb_true_iff in E; destruct E; auto.
Qed.
Lemma sources_in_range shs Fs ss s : shaped shs Fs -> sources_shape ss shs = Some s -> Forall (fun y => (source y < length Fs)%nat) ss.
Proof.
  intros HS H. apply Forall_forall. intros y Hy. destruct (sources_shape_sound shs Fs HS ss s H y Hy) as [F [F1 _]].
  apply nth_error_Some. congruence.
Qed.

Section Spike.
Variables (nu : neuron Q) (shs : list shape) (Fs : list (list R -> R)) (s : shape).
Hypothesis fits : shaped shs Fs.
Hypothesis sources : sources_shape (synapses nu) shs = Some s.
Let rn := real_neuron nu.
Definition spike_value (x : list R) : R := match neuron_time (real_neuron nu) (map Some (at_all Fs x)) with Some t => t | None => 0 end.

Lemma reads_registers x : reads_before (length (at_all Fs x)) rn.
Proof.
  unfold reads_before, rn, real_neuron; simpl. unfold at_all. rewrite map_length. apply Forall_map. simpl. now apply (sources_in_range shs Fs (synapses nu) s).
Qed.

Hypothesis positive : positive_neuron rn.
Let n := length (synapses rn).
Let w u := weight (nth u (synapses rn) null).
Let at_ (x : list R) u := nth (source (nth u (synapses rn) null)) (at_all Fs x) 0 + delay (nth u (synapses rn) null).
Lemma spike_fires x : neuron_time rn (map Some (at_all Fs x)) = Some (spike_value x) /\ fires n w (at_ x) (threshold rn) (spike_value x).
Proof.
  destruct (positive_neuron_fires rn positive (at_all Fs x) (reads_registers x)) as [t [E Ht]].
  unfold spike_value. fold rn. rewrite E. auto.
Qed.
Lemma arrival_function u : (u < n)%nat -> exists F, (forall x, at_ x u = F x + delay (nth u (synapses rn) null)) /\
  (rises s = true -> has_shape (Shape true false false false) F) /\ (falls s = true -> has_shape (Shape false true false false) F) /\
  (is_concave s = true -> has_shape (Shape false false true false) F).
Proof.
  intros Hu. unfold n, rn, real_neuron in Hu; simpl in Hu. rewrite map_length in Hu.
  destruct (sources_shape_sound shs Fs fits _ s sources (nth u (synapses nu) nought) (nth_In _ _ Hu)) as [F [F1 F2]].
  exists F. split; auto. intros x. unfold at_. f_equal.
  assert (Es : source (nth u (synapses rn) null) = source (nth u (synapses nu) nought)).
  { unfold rn, real_neuron; simpl. set (g := fun y : synapse Q => Synapse (source y) (Q2R (weight y)) (Q2R (delay y))).
    rewrite (nth_indep _ null (g nought)) by (now rewrite map_length). now rewrite (map_nth g). }
  rewrite Es. now destruct (at_all_nth Fs _ F x F1) as [_ [-> _]].
Qed.
Lemma spike_has_shape : has_shape (Shape (rises s) (falls s) (is_concave s) false) spike_value.
Proof.
  pose proof (nu_inputs rn positive) as Hn. pose proof (nu_weights rn positive) as Hw. pose proof (nu_threshold rn positive) as Hth.
  repeat split; simpl; intros H; try discriminate.
  - intros x y Lx Ly Hb. destruct (spike_fires x) as [_ Fx]. destruct (spike_fires y) as [_ Fy].
    apply (positive_monotone n w (threshold rn) Hw (at_ x) (at_ y)); auto. intros u Hu. destruct (arrival_function u Hu) as [F [E [A _]]].
    rewrite !E. destruct (A H) as [A1 _]. specialize (A1 eq_refl x y Lx Ly Hb). lra.
  - intros x y Lx Ly Hb. destruct (spike_fires x) as [_ Fx]. destruct (spike_fires y) as [_ Fy].
    apply (positive_monotone n w (threshold rn) Hw (at_ y) (at_ x)); auto. intros u Hu. destruct (arrival_function u Hu) as [F [E [_ [A _]]]].
    rewrite !E. destruct (A H) as [_ [A1 _]]. specialize (A1 eq_refl x y Lx Ly Hb). lra.
  - intros l x y Hl Lx Ly. destruct (spike_fires x) as [_ Fx]. destruct (spike_fires y) as [_ Fy]. destruct (spike_fires (blend l x y)) as [_ Fb].
    set (c := fun u => l * at_ x u + (1 - l) * at_ y u).
    destruct (positive_fires n w (threshold rn) Hn Hw Hth c) as [r Hr].
    apply Rle_trans with r.
    + apply (positive_concave n w (threshold rn) Hw (at_ x) (at_ y)); auto.
    + apply (positive_monotone n w (threshold rn) Hw c (at_ (blend l x y))); auto. intros u Hu. destruct (arrival_function u Hu) as [F [E [_ [_ A]]]].
      unfold c. rewrite !E. destruct (A H) as [_ [_ [A1 _]]]. specialize (A1 eq_refl l x y Hl Lx Ly). lra.
Qed.
End Spike.

Lemma gate_shape_sound g shs Fs s : shaped shs Fs -> gate_shape g shs = Some s ->
  exists F, has_shape s F /\ forall x, gate_time g (map Some (at_all Fs x)) = Some (F x).
Proof.
  intros HS H. destruct g as [c | c | nu]; simpl in H.
  - destruct (terms_shape_sound shs Fs HS _ s H) as [F [F1 F2]]. exists (fun x => Q2R (bias c) + F x).
    split; [now apply shifted_has_shape |]. intros x. apply F2.
  - destruct (terms_shape (terms c) shs) as [t |] eqn:E; [| discriminate]. injection H as <-.
    destruct (terms_shape_sound shs Fs HS _ t E) as [F [F1 F2]]. exists (fun x => ramp (Q2R (bias c) + F x)).
    split; [apply (ramp_has_shape t (fun x => Q2R (bias c) + F x)); now apply shifted_has_shape |].
    intros x. cbn [gate_time]. unfold combination_time. now rewrite F2.
  - destruct (sources_shape (synapses nu) shs) as [t |] eqn:E; [| discriminate].
    destruct (positive_neuron_check nu) eqn:P.
    + injection H as <-. pose proof (positive_neuron_check_sound nu P) as Pos. exists (spike_value nu Fs).
      split; [exact (spike_has_shape nu shs Fs t HS E Pos) |]. intros x. cbn [gate_time]. apply (spike_fires nu shs Fs t HS E Pos).
    + destruct (dominated_neuron_check nu) eqn:D; [| discriminate]. injection H as <-. exists (spike_value nu Fs). split; [apply has_no_shape |].
      intros x. cbn [gate_time]. destruct (dominated_neuron_fires (real_neuron nu) (at_all Fs x)) as [v Ev].
      * now apply dominated_neuron_check_sound.
      * exact (reads_registers nu shs Fs t HS E x).
      * unfold spike_value. now rewrite Ev.
Qed.
Lemma gates_shapes_sound gs : forall shs Fs out, shaped shs Fs -> gates_shapes gs shs = Some out ->
  exists Gs, shaped out Gs /\ forall x, run gs (map Some (at_all Fs x)) = map Some (at_all Gs x).
Proof.
  induction gs as [| g gs IH]; intros shs Fs out HS H; simpl in H; [injection H as <-; exists Fs; auto |].
  destruct (gate_shape g shs) as [s |] eqn:E; [| discriminate]. destruct (gate_shape_sound g shs Fs s HS E) as [F [F1 F2]].
  destruct (IH (shs ++ [s]) (Fs ++ [F]) out) as [Gs [G1 G2]]; auto.
  - apply Forall2_app; auto.
  - exists Gs. split; auto. intros x. simpl. rewrite F2, <- G2. unfold at_all. now rewrite !map_app.
Qed.
End Shapes.

(* An output is finite everywhere and has its shape on all points. *)
Theorem shapes_sound p shs o s : shapes p = Some shs -> nth_error shs o = Some s ->
  exists F, has_shape (dimension p) s F /\ forall x, length x = dimension p -> nth o (registers p x) None = Some (F x).
Proof.
  intros H Ho. unfold shapes in H. set (d := dimension p) in *.
  set (Fs := map (fun i => fun x : list R => nth i x 0) (seq 0 d)).
  assert (HS : shaped d (repeat (Shape true false true true) d) Fs).
  { unfold shaped, Fs. generalize 0%nat. assert (G : forall k a, Forall2 (has_shape d) (repeat (Shape true false true true) k) (map (fun i x => nth i x 0) (seq a k))).
    { induction k as [| k IH]; intros a; simpl; constructor; auto. repeat split; simpl; intros E; try discriminate.
      - intros x y _ _ Hb. now apply below_nth.
      - intros l x y _ Lx Ly. rewrite blend_nth by congruence. lra.
      - intros l x y _ Lx Ly. rewrite blend_nth by congruence. lra. }
    intros a. apply G. }
  destruct (gates_shapes_sound d _ _ _ _ HS H) as [Gs [G1 G2]]. destruct (shaped_nth d shs Gs o s G1 Ho) as [F [F1 F2]].
  exists F. split; auto. intros x Lx. unfold registers.
  assert (Ex : at_all Fs x = x).
  { unfold at_all, Fs. rewrite map_map. rewrite <- Lx. apply nth_ext with 0 0; [now rewrite map_length, seq_length |].
    intros i Hi. rewrite map_length, seq_length in Hi. rewrite (nth_indep _ 0 (nth 0 x 0)) by (now rewrite map_length, seq_length).
    now rewrite (map_nth (fun i => nth i x 0)), seq_nth. }
  rewrite <- Ex at 1. rewrite G2. now destruct (at_all_nth Gs o F x F1) as [-> _].
Qed.
