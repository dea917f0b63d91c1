(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T1+ for networks: spiking networks of any depth and wiring whose weights are all positive
   fire everywhere and are increasing, concave and 1-Lipschitz in the inputs. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Positive Polyspike.theory.SpikingNetwork.
Import ListNotations.
Open Scope R_scope.

Definition positive_neuron (nu : neuron R) : Prop :=
  0 < threshold nu /\ synapses nu <> [] /\ Forall (fun s => 0 < weight s) (synapses nu).
Definition positive_network (net : network R) : Prop :=
  loop_free (inputs net + length (references net)) (neurons net) /\
  Forall positive_neuron (neurons net) /\
  Forall (fun o => (o < size net)%nat) (outputs net).

Definition below (x y : list R) : Prop := Forall2 Rle x y.
Fixpoint blend (l : R) (x y : list R) : list R :=
  match x, y with p :: x', q :: y' => (l * p + (1 - l) * q) :: blend l x' y' | _, _ => [] end.

Lemma Forall2_length {A B} (P : A -> B -> Prop) x y : Forall2 P x y -> length x = length y.
Proof. induction 1; simpl; auto. Qed.
Lemma below_nth x y : below x y -> forall i, nth i x 0 <= nth i y 0.
Proof. induction 1; intros [| i]; simpl; auto; lra. Qed.
Lemma below_length x y : below x y -> length x = length y.
Proof. apply (Forall2_length Rle). Qed.
Lemma below_refl x : below x x.
Proof. induction x; constructor; auto using Rle_refl. Qed.
Lemma blend_length l : forall x y, length x = length y -> length (blend l x y) = length x.
Proof. induction x as [| p x IH]; intros [| q y] H; simpl in *; auto. Qed.
Lemma blend_nth l : forall x y i, length x = length y -> nth i (blend l x y) 0 = l * nth i x 0 + (1 - l) * nth i y 0.
Proof.
  induction x as [| p x IH]; intros [| q y] [| i] H; simpl in *; try discriminate; try lra.
  apply IH. lia.
Qed.
Lemma blend_app l : forall x y p q, length x = length y ->
  blend l (x ++ [p]) (y ++ [q]) = blend l x y ++ [l * p + (1 - l) * q].
Proof. induction x as [| a x IH]; intros [| b y] p q H; simpl in *; try discriminate; auto. f_equal. apply IH. lia. Qed.
Lemma below_app x y p q : below x y -> p <= q -> below (x ++ [p]) (y ++ [q]).
Proof. intros. apply Forall2_app; auto. Qed.

Section OneNeuron.
Variable nu : neuron R.
Hypothesis nu_positive : positive_neuron nu.
Let n := length (synapses nu).
Let w u := weight (nth u (synapses nu) null).
Let at_ (v : list R) u := nth (source (nth u (synapses nu) null)) v 0 + delay (nth u (synapses nu) null).

Lemma nu_threshold : 0 < threshold nu. Proof. apply nu_positive. Qed.
Lemma nu_inputs : (0 < n)%nat.
Proof. destruct nu_positive as [_ [H _]]. unfold n. destruct (synapses nu); [congruence | simpl; lia]. Qed.
Lemma nu_weights u : (u < n)%nat -> 0 < w u.
Proof.
  intros Hu. destruct nu_positive as [_ [_ H]]. rewrite Forall_forall in H. apply H. now apply nth_In.
Qed.

Lemma positive_neuron_fires v : reads_before (length v) nu ->
  exists t, neuron_time nu (map Some v) = Some t /\ fires n w (at_ v) (threshold nu) t.
Proof.
  intros Hr. destruct (positive_fires n w (threshold nu) nu_inputs nu_weights nu_threshold (at_ v)) as [t Ht].
  exists t. split; auto. apply neuron_time_finite; auto. apply nu_threshold.
Qed.
Lemma positive_neuron_monotone v v' s t : below v v' ->
  fires n w (at_ v) (threshold nu) s -> fires n w (at_ v') (threshold nu) t -> s <= t.
Proof.
  intros Hb. apply positive_monotone; auto using nu_weights. intros u _. unfold at_.
  pose proof (below_nth v v' Hb (source (nth u (synapses nu) null))). lra.
Qed.
Lemma positive_neuron_concave l v v' s t r : 0 <= l <= 1 -> length v = length v' ->
  fires n w (at_ v) (threshold nu) s -> fires n w (at_ v') (threshold nu) t ->
  fires n w (at_ (blend l v v')) (threshold nu) r -> l * s + (1 - l) * t <= r.
Proof.
  intros Hl Hlen Hs Ht Hr. apply (positive_concave n w (threshold nu) nu_weights (at_ v) (at_ v')); auto.
  eapply fires_ext; [| | exact Hr]; auto. intros u _ _. unfold at_. rewrite blend_nth by auto. lra.
Qed.
End OneNeuron.

(* All nodes at once: v are the firing times of the earlier nodes. *)
Lemma positive_fire_all ns : forall v, loop_free (length v) ns -> Forall positive_neuron ns ->
  exists v', fire_all ns (map Some v) = map Some v'.
Proof.
  induction ns as [| nu ns IH]; simpl; intros v HL HP; [eauto |].
  destruct HL as [HL1 HL2]. inversion HP; subst.
  destruct (positive_neuron_fires nu H1 v HL1) as [t [-> _]].
  destruct (IH (v ++ [t])) as [v' Hv']; auto.
  - rewrite app_length. simpl. now rewrite Nat.add_1_r.
  - exists v'. rewrite <- Hv'. now rewrite map_app.
Qed.

Lemma positive_fire_all_monotone ns : forall v1 v2 r1 r2, loop_free (length v1) ns ->
  Forall positive_neuron ns -> below v1 v2 ->
  fire_all ns (map Some v1) = map Some r1 -> fire_all ns (map Some v2) = map Some r2 -> below r1 r2.
Proof.
  induction ns as [| nu ns IH]; simpl; intros v1 v2 r1 r2 HL HP Hb H1 H2.
  - assert (inj : forall p q : list R, map Some p = map Some q -> p = q).
    { induction p; intros [| b q] E; simpl in E; try discriminate; auto. injection E as -> E. f_equal; auto. }
    apply inj in H1. apply inj in H2. now subst.
  - destruct HL as [HL1 HL2]. inversion HP; subst.
    assert (HL1' : reads_before (length v2) nu) by (now rewrite <- (below_length v1 v2)).
    destruct (positive_neuron_fires nu H3 v1 HL1) as [s [Hs1 Hs2]].
    destruct (positive_neuron_fires nu H3 v2 HL1') as [t [Ht1 Ht2]].
    rewrite Hs1 in H1. rewrite Ht1 in H2.
    change [Some s] with (map Some [s]) in H1. change [Some t] with (map Some [t]) in H2.
    rewrite <- map_app in H1, H2.
    refine (IH (v1 ++ [s]) (v2 ++ [t]) r1 r2 _ H4 _ H1 H2).
    + rewrite app_length. simpl. now rewrite Nat.add_1_r.
    + apply below_app; auto. eapply positive_neuron_monotone; eauto.
Qed.

Lemma positive_fire_all_concave l ns : 0 <= l <= 1 -> forall v1 v2 v r1 r2 r, loop_free (length v1) ns ->
  Forall positive_neuron ns -> length v1 = length v2 -> below (blend l v1 v2) v ->
  fire_all ns (map Some v1) = map Some r1 -> fire_all ns (map Some v2) = map Some r2 ->
  fire_all ns (map Some v) = map Some r -> below (blend l r1 r2) r.
Proof.
  intros Hl. induction ns as [| nu ns IH]; simpl; intros v1 v2 v r1 r2 r HL HP Hlen Hb H1 H2 H3.
  - assert (inj : forall p q : list R, map Some p = map Some q -> p = q).
    { induction p; intros [| b q] E; simpl in E; try discriminate; auto. injection E as -> E. f_equal; auto. }
    apply inj in H1. apply inj in H2. apply inj in H3. now subst.
  - destruct HL as [HL1 HL2]. inversion HP; subst.
    assert (Hlb : length (blend l v1 v2) = length v1) by now apply blend_length.
    assert (Hlv : length v = length v1) by (rewrite <- Hlb; symmetry; now apply below_length).
    destruct (positive_neuron_fires nu H4 v1 HL1) as [t1 [A1 B1]].
    destruct (positive_neuron_fires nu H4 v2 ltac:(now rewrite <- Hlen)) as [t2 [A2 B2]].
    destruct (positive_neuron_fires nu H4 (blend l v1 v2) ltac:(now rewrite Hlb)) as [tb [_ Bb]].
    destruct (positive_neuron_fires nu H4 v ltac:(now rewrite Hlv)) as [t [A B]].
    rewrite A1 in H1. rewrite A2 in H2. rewrite A in H3.
    change [Some t1] with (map Some [t1]) in H1. change [Some t2] with (map Some [t2]) in H2.
    change [Some t] with (map Some [t]) in H3. rewrite <- map_app in H1, H2, H3.
    refine (IH _ _ _ r1 r2 r _ H5 _ _ H1 H2 H3).
    + rewrite app_length. simpl. now rewrite Nat.add_1_r.
    + now rewrite !app_length, Hlen.
    + rewrite blend_app by auto. apply below_app; auto. apply Rle_trans with tb.
      * exact (positive_neuron_concave nu H4 l v1 v2 t1 t2 tb Hl Hlen B1 B2 Bb).
      * exact (positive_neuron_monotone nu H4 _ _ _ _ Hb Bb B).
Qed.

Section Network.
Variable net : network R.
Hypothesis net_positive : positive_network net.

Definition start (x : list R) : list R := map (fun xi => input_time net + xi) x ++ references net.
Lemma initial_times_start x : initial_times net x = map Some (start x).
Proof. unfold initial_times, start. now rewrite map_app, map_map. Qed.
Lemma start_length x : length x = inputs net -> length (start x) = (inputs net + length (references net))%nat.
Proof. intros H. unfold start. rewrite app_length, map_length. lia. Qed.

(* Every neuron fires, for every input. *)
Theorem positive_network_fires x : length x = inputs net ->
  exists r, firing_times net x = map Some r.
Proof.
  intros Hx. destruct net_positive as [HL [HP _]]. unfold firing_times. rewrite initial_times_start.
  apply positive_fire_all; auto. now rewrite start_length.
Qed.

(* Every firing time is increasing in the inputs ... *)
Theorem positive_network_monotone x y r s : length x = inputs net -> below x y ->
  firing_times net x = map Some r -> firing_times net y = map Some s -> below r s.
Proof.
  intros Hx Hb. destruct net_positive as [HL [HP _]]. unfold firing_times. rewrite !initial_times_start.
  apply positive_fire_all_monotone; auto.
  - now rewrite start_length.
  - unfold start. apply Forall2_app; [| apply below_refl]. clear -Hb.
    induction Hb; simpl; constructor; auto. lra.
Qed.

(* ... and concave ... *)
Theorem positive_network_concave l x y r s t : 0 <= l <= 1 -> length x = inputs net -> length y = inputs net ->
  firing_times net x = map Some r -> firing_times net y = map Some s ->
  firing_times net (blend l x y) = map Some t -> below (blend l r s) t.
Proof.
  intros Hl Hx Hy. destruct net_positive as [HL [HP _]]. unfold firing_times. rewrite !initial_times_start.
  apply (positive_fire_all_concave l (neurons net) Hl); auto.
  - now rewrite start_length.
  - now rewrite !start_length.
  - assert (E : blend l (start x) (start y) = start (blend l x y)); [| rewrite E; apply below_refl].
    unfold start. assert (Hxy : length x = length y) by congruence. clear -Hxy.
    revert y Hxy. induction x as [| p x IH]; intros [| q y] H; simpl in *; try discriminate.
    + clear. induction (references net) as [| c l' IH]; simpl; auto. f_equal; [lra | auto].
    + f_equal; [lra |]. apply IH. lia.
Qed.

(* ... and 1-Lipschitz in the maximum norm, hence continuous. *)
Theorem positive_network_lipschitz x y e r s : length x = inputs net -> 0 <= e ->
  Forall2 (fun p q => Rabs (p - q) <= e) x y ->
  firing_times net x = map Some r -> firing_times net y = map Some s ->
  Forall2 (fun p q => Rabs (p - q) <= e) r s.
Proof.
  intros Hx He Hc Hr Hs.
  assert (Hy : length y = inputs net) by (rewrite <- Hx; symmetry; eapply Forall2_length; eauto).
  assert (G : forall x y r s, length x = inputs net -> length y = inputs net ->
    Forall2 (fun p q => Rabs (p - q) <= e) x y -> firing_times net x = map Some r -> firing_times net y = map Some s ->
    below r (map (fun t => t + e) s)).
  { clear -He net_positive. intros x y r s Hx Hy Hc Hr Hs. destruct net_positive as [HL [HP _]].
    unfold firing_times in *. rewrite initial_times_start in Hr, Hs.
    assert (Hs' : fire_all (neurons net) (map Some (map (fun t => t + e) (start y))) = map Some (map (fun t => t + e) s)).
    { assert (D : forall l : list R, map Some (map (fun t => t + e) l) = delay_all e (map Some l)).
      { intros l. unfold delay_all. rewrite !map_map. reflexivity. }
      rewrite !D, fire_all_delay, Hs; auto. eapply Forall_impl; [| exact HP]. intros nu [H _]. exact H. }
    eapply positive_fire_all_monotone; [| | | exact Hr | exact Hs']; auto.
    - now rewrite start_length.
    - unfold start. rewrite map_app, map_map. apply Forall2_app.
      + clear -Hc. induction Hc; simpl; constructor; auto. pose proof (Rle_abs (x - y)). lra.
      + clear -He. induction (references net); simpl; constructor; auto. lra. }
  pose proof (G x y r s Hx Hy Hc Hr Hs) as G1.
  assert (Hc' : Forall2 (fun p q => Rabs (p - q) <= e) y x).
  { clear -Hc. induction Hc; constructor; auto. now rewrite Rabs_minus_sym. }
  pose proof (G y x s r Hy Hx Hc' Hs Hr) as G2. clear -G1 G2.
  revert s G1 G2. induction r as [| p r IH]; intros [| q s] G1 G2; inversion G1; inversion G2; subst; constructor.
  - apply Rabs_le. lra.
  - auto.
Qed.
End Network.
