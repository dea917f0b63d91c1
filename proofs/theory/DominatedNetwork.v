(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T2 for networks: if at every neuron every positive weight exceeds the sum of all |negative| weights, the network fires
   everywhere and is Lipschitz, hence continuous, whatever its depth and wiring. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.Continuity Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Require Import Polyspike.theory.PositiveNetwork.
Import ListNotations.
Open Scope R_scope.

Definition neuron_weight (nu : neuron R) (u : nat) : R := weight (nth u (synapses nu) null).
Definition dominated_neuron (nu : neuron R) : Prop :=
  0 < threshold nu /\ dominated (length (synapses nu)) (neuron_weight nu).
Definition dominated_network (net : network R) : Prop :=
  loop_free (inputs net + length (references net)) (neurons net) /\
  Forall dominated_neuron (neurons net) /\
  Forall (fun o => (o < size net)%nat) (outputs net).

Lemma dominated_neuron_fires nu v : dominated_neuron nu -> reads_before (length v) nu -> exists t, neuron_time nu (map Some v) = Some t.
Proof.
  intros [Hth HD] Hr.
  destruct (dominated_fires _ _ _ Hth HD (fun u => nth (source (nth u (synapses nu) null)) v 0 + delay (nth u (synapses nu) null))) as [t Ht].
  exists t. apply neuron_time_finite; auto.
Qed.
Lemma dominated_neuron_lipschitz nu : dominated_neuron nu -> exists K, 0 <= K /\ forall e v w s t, reads_before (length v) nu -> 0 <= e -> close e v w ->
  neuron_time nu (map Some v) = Some s -> neuron_time nu (map Some w) = Some t -> Rabs (s - t) <= K * e.
Proof.
  intros [Hth HD]. destruct (dominated_lipschitz _ _ _ Hth HD) as [K [HK H]]. exists K. split; auto.
  intros e v w s t Hr He Hc Hs Ht.
  assert (Lw : length v = length w) by (clear -Hc; induction Hc; simpl; auto).
  apply neuron_time_finite in Hs; auto. apply neuron_time_finite in Ht; auto; [| now rewrite <- Lw].
  refine (H _ _ e s t _ He Hs Ht). intros u _.
  set (j := source (nth u (synapses nu) null)). set (c := delay (nth u (synapses nu) null)).
  replace (nth j v 0 + c - (nth j w 0 + c)) with (nth j v 0 - nth j w 0) by lra.
  clear -Hc He. clearbody j. revert j. induction Hc as [| p q v w Hpq Hc IH]; intros [| j]; simpl.
  1, 2: rewrite Rminus_eq_0, Rabs_R0; auto.
  - exact Hpq.
  - apply IH.
Qed.

Lemma dominated_fire_all ns : forall v, loop_free (length v) ns -> Forall dominated_neuron ns ->
  exists r, fire_all ns (map Some v) = map Some r.
Proof.
  induction ns as [| nu ns IH]; simpl; intros v HL HP; [eauto |]. destruct HL as [HL1 HL2]. inversion HP; subst.
  destruct (dominated_neuron_fires nu v H1 HL1) as [t ->]. destruct (IH (v ++ [t])) as [r Hr]; auto.
  - rewrite app_length. simpl. now rewrite Nat.add_1_r.
  - exists r. rewrite <- Hr. now rewrite map_app.
Qed.
Lemma dominated_fire_all_lipschitz ns : forall k, loop_free k ns -> Forall dominated_neuron ns -> exists K, 0 <= K /\
  forall e v w r s, length v = k -> 0 <= e -> close e v w -> fire_all ns (map Some v) = map Some r -> fire_all ns (map Some w) = map Some s -> close (K * e) r s.
Proof.
  induction ns as [| nu ns IH]; intros k HL HP.
  - exists 1. split; [lra |]. intros e v w r s _ _ Hc Hr Hs. simpl in Hr, Hs. rewrite Rmult_1_l.
    assert (Inj : forall a b : list R, map Some a = map Some b -> a = b).
    { induction a as [| p a IHa]; intros [| q b] H; simpl in H; try discriminate; auto. injection H as -> H. f_equal. auto. }
    apply Inj in Hr. apply Inj in Hs. now subst.
  - destruct HL as [HL1 HL2]. inversion HP; subst. destruct (dominated_neuron_lipschitz nu H1) as [K1 [HK1 N]].
    destruct (IH (S k) HL2 H2) as [K [HK G]]. exists (K * (1 + K1)). split; [apply Rmult_le_pos; lra |].
    intros e v w r s Lv He Hc Hr Hs. simpl in Hr, Hs.
    assert (Lw : length v = length w) by (clear -Hc; induction Hc; simpl; auto).
    destruct (dominated_neuron_fires nu v H1) as [p Hp]; [now rewrite Lv |].
    destruct (dominated_neuron_fires nu w H1) as [q Hq]; [now rewrite <- Lw, Lv |].
    rewrite Hp in Hr. rewrite Hq in Hs. rewrite Rmult_assoc. apply (G ((1 + K1) * e) (v ++ [p]) (w ++ [q])).
    + rewrite app_length. simpl. lia.
    + apply Rmult_le_pos; lra.
    + assert (Ke : 0 <= K1 * e) by (apply Rmult_le_pos; auto). unfold close. apply Forall2_app.
      * clear -Hc Ke. induction Hc; constructor; auto. lra.
      * constructor; [| constructor]. pose proof (N e v w p q ltac:(now rewrite Lv) He Hc Hp Hq). lra.
    + rewrite map_app. exact Hr.
    + rewrite map_app. exact Hs.
Qed.

Section Network.
Variable net : network R.
Hypothesis net_dominated : dominated_network net.

Theorem dominated_network_fires x : length x = inputs net -> exists r, firing_times net x = map Some r.
Proof.
  intros Hx. destruct net_dominated as [HL [HP _]]. unfold firing_times. rewrite initial_times_start.
  apply dominated_fire_all; auto. now rewrite start_length.
Qed.
Theorem dominated_network_lipschitz : exists K, 0 <= K /\ forall e x y r s, length x = inputs net -> 0 <= e -> close e x y ->
  firing_times net x = map Some r -> firing_times net y = map Some s -> close (K * e) r s.
Proof.
  destruct net_dominated as [HL [HP _]]. destruct (dominated_fire_all_lipschitz _ _ HL HP) as [K [HK G]]. exists K. split; auto.
  intros e x y r s Hx He Hc Hr Hs. unfold firing_times in *. rewrite initial_times_start in Hr, Hs.
  apply (G e (start net x) (start net y)); auto; [now apply start_length |].
  unfold start, close. apply Forall2_app.
  - clear -Hc. induction Hc as [| p q x y Hpq Hc IH]; simpl; constructor; auto. now replace (input_time net + p - (input_time net + q)) with (p - q) by lra.
  - clear -He. induction (references net); simpl; constructor; auto. rewrite Rminus_eq_0, Rabs_R0. auto.
Qed.
End Network.
