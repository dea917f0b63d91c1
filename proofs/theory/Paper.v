(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T4, `paper`: every ReLU network Psi is emulated exactly, on any box, by a strictly layered
   spiking network: each hidden layer becomes three (affine, negation, max), each with a relay of
   the reference; depth 3 L(Psi) - 2, and for width d and one output
   N(Phi) = N(Psi) + L (2 d + 3) - (2 d + 2). *)
From Coq Require Import ZArith Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Require Import Polyspike.theory.EmulationUnits Polyspike.theory.Compact.
Import ListNotations.
Open Scope R_scope.

(* Every synapse comes from the layer just before. *)
Fixpoint strict_from {A} (ns : list (neuron A)) (ds : list nat) : Prop :=
  match ns with
  | [] => True
  | nu :: ns' => (forall s, In s (synapses nu) -> S (nth (source s) ds 0%nat) = neuron_depth nu ds) /\
                 strict_from ns' (ds ++ [neuron_depth nu ds])
  end.
Definition strictly_layered {A} (net : network A) : Prop :=
  strict_from (neurons net) (repeat 0%nat (inputs net + length (references net))).

Lemma strict_from_app {A} (ns ms : list (neuron A)) : forall ds,
  strict_from ns ds -> strict_from ms (depths_of ns ds) -> strict_from (ns ++ ms) ds.
Proof. induction ns as [| nu ns IH]; simpl; intros ds H1 H2; auto. destruct H1. split; auto. Qed.

Lemma window_source k m nu s : reads_window k m nu -> In s (synapses nu) -> (k <= source s < k + m)%nat.
Proof. intros H Hs. assert (In (source s) (seq k m)) by (rewrite <- H; now apply in_map). apply in_seq in H0. lia. Qed.

Lemma window_depth k m nu ds l : (0 < m)%nat -> reads_window k m nu ->
  (forall q, (k <= q < k + m)%nat -> nth q ds 0%nat = l) -> neuron_depth nu ds = S l.
Proof.
  intros Hm Hw Hd. unfold neuron_depth. f_equal.
  assert (Hs : forall s, In s (synapses nu) -> nth (source s) ds 0%nat = l).
  { intros s Hs. apply Hd. now apply (window_source k m nu). }
  assert (Hne : synapses nu <> []).
  { intros E. unfold reads_window in Hw. rewrite E in Hw. destruct m; [lia | discriminate]. }
  revert Hs Hne. induction (synapses nu) as [| s syn IH]; intros Hs Hne; [congruence |]. simpl.
  rewrite (Hs s (or_introl eq_refl)). destruct syn as [| s' syn]; [simpl; lia |].
  rewrite IH; [lia | intros; apply Hs; simpl; auto | discriminate].
Qed.

Lemma layer_depths k m l nus : (0 < m)%nat -> Forall (reads_window k m) nus -> forall ds,
  (k + m <= length ds)%nat -> (forall q, (k <= q < k + m)%nat -> nth q ds 0%nat = l) ->
  depths_of nus ds = ds ++ repeat (S l) (length nus) /\ strict_from nus ds.
Proof.
  intros Hm. induction 1 as [| nu nus Hw HF IH]; intros ds Hlen Hd; simpl.
  - now rewrite app_nil_r.
  - pose proof (window_depth k m nu ds l Hm Hw Hd) as E. rewrite E.
    destruct (IH (ds ++ [S l])) as [I1 I2].
    + rewrite app_length; simpl; lia.
    + intros q Hq. rewrite app_nth1 by lia. auto.
    + rewrite I1, <- app_assoc. split; auto. split; auto. intros s Hs.
      f_equal. apply Hd. now apply (window_source k m nu).
Qed.

Section Build.
Variables (D : list R -> Prop) (d : nat).

(* Neurons ns with firing times v; the last layer, of depth l, is the window k .. k+m-1. *)
Record layered (l : nat) (ns : list (neuron R)) (v : list R -> list R) (k m : nat) : Prop := {
  layered_fire : forall x, D x -> fire_all ns (map Some (x ++ [0])) = map Some (v x);
  layered_count : (k + m = d + 1 + length ns)%nat;
  layered_length : forall x, D x -> length (v x) = (k + m)%nat;
  layered_bounded : bounded D v;
  layered_nonempty : (0 < m)%nat;
  layered_loop_free : loop_free (d + 1) ns;
  layered_proper : Forall proper_neuron ns;
  layered_single : Forall single_synapses ns;
  layered_strict : strict_from ns (repeat 0%nat (d + 1));
  layered_depth : Forall (fun e => (e <= l)%nat) (depths_of ns (repeat 0%nat (d + 1)));
  layered_last : forall q, (k <= q < k + m)%nat -> nth q (depths_of ns (repeat 0%nat (d + 1))) 0%nat = l }.

(* The window holds tau + y_0, .., tau + y_(n-1), and the relay of the reference at tau. *)
Record carries (v : list R -> list R) (k n : nat) (tau : R) (y : list R -> list R) : Prop := {
  carries_length : forall x, D x -> length (y x) = n;
  carries_value : forall x i, D x -> (i < n)%nat -> nth (k + i) (v x) 0 = tau + nth i (y x) 0;
  carries_relay : forall x, D x -> nth (k + n) (v x) 0 = tau }.

Lemma layered_append l ns v k m fs : layered l ns v k m -> fs <> [] -> Forall (realisable D v k m) fs ->
  exists low, forall o, low <= o -> exists nus, length nus = length fs /\
    layered (S l) (ns ++ nus) (fun x => v x ++ map (fun f => o + f x) fs) (k + m) (length fs).
Proof.
  intros HL Hne HF. destruct (realise_layer D v k m fs HF) as [low Hlow]. exists low. intros o Ho.
  destruct (Hlow o Ho) as [nus [L1 [L2 [L3 L4]]]]. exists nus. split; auto.
  destruct HL as [A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11].
  assert (Hds : length (depths_of ns (repeat 0%nat (d + 1))) = (k + m)%nat)
    by (rewrite depths_of_length, repeat_length; lia).
  destruct (layer_depths k m l nus A5 L2 (depths_of ns (repeat 0%nat (d + 1)))) as [E1 E2]; [lia | auto |].
  constructor; auto.
  - intros x Hx. rewrite fire_all_app, A1 by auto. auto.
  - rewrite app_length. lia.
  - intros x Hx. rewrite app_length, map_length, A3 by auto. lia.
  - apply bounded_append; auto. eapply Forall_impl; [| exact HF]. intros f [H _]. exact H.
  - destruct fs; [congruence | simpl; lia].
  - apply loop_free_app; auto. apply loop_free_layer with (k + m)%nat; [lia |].
    eapply Forall_impl; [| exact L2]. intros nu H. now apply reads_window_before.
  - apply Forall_app; auto.
  - apply Forall_app. split; auto. eapply Forall_impl; [| exact L2]. intros nu. apply window_single.
  - apply strict_from_app; auto.
  - rewrite depths_of_app, E1. apply Forall_app. split.
    + eapply Forall_impl; [| exact A10]. simpl. intros; lia.
    + apply Forall_forall. intros e He. apply repeat_spec in He. lia.
  - intros q Hq. rewrite depths_of_app, E1, app_nth2, Hds by lia.
    apply (repeat_spec (length nus)). apply nth_In. rewrite repeat_length. lia.
Qed.

(* The next layer carries the values z when every z_i can be computed up to a common constant c. *)
Lemma carries_append l ns v k m zs c z : layered l ns v k m ->
  Forall (realisable D v k m) zs -> realisable D v k m (fun _ => c) ->
  (forall x, D x -> map (fun f => f x) zs = map (fun t => c + t) (z x)) ->
  exists nus v' tau, length nus = S (length zs) /\
    layered (S l) (ns ++ nus) v' (k + m) (S (length zs)) /\ carries v' (k + m) (length zs) tau z.
Proof.
  intros HL HF Hc Hz. set (fs := zs ++ [fun _ => c]).
  assert (Hlen : length fs = S (length zs)) by (unfold fs; rewrite app_length; simpl; lia).
  destruct (layered_append l ns v k m fs HL) as [o Ho].
  - unfold fs. destruct zs; discriminate.
  - unfold fs. apply Forall_app. auto.
  - destruct (Ho o ltac:(lra)) as [nus [L1 L2]]. rewrite Hlen in *.
    exists nus, (fun x => v x ++ map (fun f => o + f x) fs), (o + c). split; [auto |]. split; auto.
    destruct HL as [_ _ A3 _ _ _ _ _ _ _ _].
    assert (Ef : forall x, D x -> map (fun f => o + f x) fs = map (fun t => o + c + t) (z x) ++ [o + c]).
    { intros x Hx. unfold fs. rewrite map_app. simpl. f_equal.
      rewrite <- (map_map (fun f : list R -> R => f x) (fun t => o + t)), Hz, map_map by auto.
      apply map_ext. intros; lra. }
    assert (Hzl : forall x, D x -> length (z x) = length zs).
    { intros x Hx. pose proof (f_equal (@length R) (Ef x Hx)) as Ef'. unfold fs in Ef'.
      rewrite app_length, !map_length, app_length in Ef'. simpl in Ef'. lia. }
    constructor; auto.
    + intros x i Hx Hi. rewrite app_nth2 by (rewrite A3; auto; lia). rewrite A3 by auto.
      replace (k + m + i - (k + m))%nat with i by lia. rewrite Ef by auto.
      rewrite app_nth1 by (rewrite map_length, Hzl; auto).
      rewrite nth_indep with (d' := o + c + 0) by (rewrite map_length, Hzl; auto).
      apply (map_nth (fun t => o + c + t)).
    + intros x Hx. rewrite app_nth2 by (rewrite A3; auto; lia). rewrite A3 by auto.
      replace (k + m + length zs - (k + m))%nat with (length zs) by lia. rewrite Ef by auto.
      rewrite app_nth2 by (rewrite map_length, Hzl; auto). rewrite map_length, Hzl, Nat.sub_diag by auto. reflexivity.
Qed.

Section Step.
Variables (l : nat) (ns : list (neuron R)) (v : list R -> list R) (k n : nat) (tau : R) (y : list R -> list R).
Hypothesis HL : layered l ns v k (S n).
Hypothesis HC : carries v k n tau y.

Lemma window_length x : D x -> (k + S n <= length (v x))%nat.
Proof. intros Hx. rewrite (layered_length _ _ _ _ _ HL) by auto. lia. Qed.

(* A row of weights applied to the values carried. *)
Lemma realisable_row r e : realisable D v k (S n) (fun x => dot r (y x) + e).
Proof.
  destruct HC as [C1 C2 C3].
  assert (E : forall r y m, length y = m -> dot r y = sum m (fun i => nth i r 0 * nth i y 0)).
  { clear. induction r as [| c r IH]; intros u m <-; simpl.
    - rewrite sum_zero; auto. intros [| i] _; lra.
    - destruct u as [| p u]; simpl length; [reflexivity |]. rewrite sum_first. simpl. now rewrite (IH u _ eq_refl). }
  set (c := fun q => if Nat.eqb q n then - sum n (fun i => nth i r 0) else nth q r 0).
  apply realisable_same with (fun x => sum (S n) (fun q => c q * nth (k + q) (v x) 0) + e).
  - intros x Hx. f_equal. rewrite (E r (y x) n) by auto. simpl. unfold c at 2. rewrite Nat.eqb_refl, C3 by auto.
    replace (sum n (fun q => c q * nth (k + q) (v x) 0))
      with (sum n (fun i => nth i r 0 * nth i (y x) 0) + tau * sum n (fun i => nth i r 0)); [lra |].
    rewrite <- sum_scale, <- sum_plus. apply sum_ext. intros i Hi. unfold c.
    destruct (Nat.eqb_spec i n); [lia |]. rewrite C2 by auto. lra.
  - apply (realisable_affine D v k (S n) n tau); auto using window_length.
    exact (layered_bounded _ _ _ _ _ HL).
Qed.
Lemma realisable_constant c : realisable D v k (S n) (fun _ => c).
Proof.
  apply realisable_same with (fun x => dot [] (y x) + c); [intros; simpl; lra | apply realisable_row].
Qed.
(* max(0, -y_i), up to the constant tau. *)
Lemma realisable_relu i : (i < n)%nat -> realisable D v k (S n) (fun x => tau + ramp (- nth i (y x) 0)).
Proof.
  intros Hi. destruct HC as [C1 C2 C3]. set (h := fun q => if Nat.eqb q n then 1 else 0).
  assert (HM : forall (f : nat -> R), sum (S n) (but i (fun q => h q * f q)) = f n).
  { intros f. rewrite <- (sum_single (S n) n f) by lia. apply sum_ext. intros q Hq. unfold but, h.
    destruct (Nat.eqb_spec q i) as [-> |]; [destruct (Nat.eqb_spec i n); [lia | auto] |].
    destruct (Nat.eqb q n); lra. }
  apply realisable_same with (fun x =>
    let M := sum (S n) (but i (fun q => h q * nth (k + q) (v x) 0)) in
    M + 1 * ramp (M - nth (k + i) (v x) 0 + 0)).
  - intros x Hx. cbv zeta. rewrite (HM (fun q => nth (k + q) (v x) 0)), C3, C2 by auto.
    rewrite Rmult_1_l. f_equal. f_equal. lra.
  - apply realisable_leaky; auto using window_length; try lia; try lra.
    + exact (layered_bounded _ _ _ _ _ HL).
    + rewrite <- (HM (fun _ => 1)). apply sum_ext. intros q _. unfold but. destruct (Nat.eqb q i); lra.
Qed.

Lemma affine_step rows : exists nus v' tau', length nus = S (length rows) /\
  layered (S l) (ns ++ nus) v' (k + S n) (S (length rows)) /\
  carries v' (k + S n) (length rows) tau' (fun x => affine rows (y x)).
Proof.
  set (zs := map (fun r x => dot (fst r) (y x) + snd r) rows).
  destruct (carries_append l ns v k (S n) zs 0 (fun x => affine rows (y x)) HL) as [nus [v' [tau' H]]].
  - apply Forall_forall. intros f Hf. apply in_map_iff in Hf. destruct Hf as [r [<- _]]. apply realisable_row.
  - apply realisable_constant.
  - intros x _. unfold zs, affine. rewrite !map_map. apply map_ext. intros; lra.
  - exists nus, v', tau'. unfold zs in H. rewrite map_length in H. exact H.
Qed.

Lemma max_step : exists nus v' tau', length nus = S n /\
  layered (S l) (ns ++ nus) v' (k + S n) (S n) /\
  carries v' (k + S n) n tau' (fun x => map (fun t => ramp (- t)) (y x)).
Proof.
  set (zs := map (fun i x => tau + ramp (- nth i (y x) 0)) (seq 0 n)).
  destruct (carries_append l ns v k (S n) zs tau (fun x => map (fun t => ramp (- t)) (y x)) HL) as [nus [v' [tau' H]]].
  - apply Forall_forall. intros f Hf. apply in_map_iff in Hf. destruct Hf as [i [<- Hi]]. apply in_seq in Hi.
    apply realisable_relu. lia.
  - apply realisable_constant.
  - intros x Hx. unfold zs. rewrite !map_map. destruct HC as [C1 _ _]. rewrite <- (C1 x Hx).
    generalize (y x) as u. clear. intros u.
    apply nth_ext with (d := 0) (d' := 0); [now rewrite !map_length, seq_length |].
    intros i Hi. rewrite map_length, seq_length in Hi.
    rewrite nth_indep with (d' := tau + ramp (- nth 0%nat u 0)) by (now rewrite map_length, seq_length).
    rewrite (map_nth (fun i => tau + ramp (- nth i u 0)) (seq 0 (length u)) 0%nat i), seq_nth by auto. simpl.
    rewrite (nth_indep (map (fun t => tau + ramp (- t)) u) 0 (tau + ramp (- 0))) by (now rewrite map_length).
    exact (eq_sym (map_nth (fun t => tau + ramp (- t)) u 0 i)).
  - exists nus, v', tau'. unfold zs in H. rewrite map_length, seq_length in H. exact H.
Qed.
End Step.

Lemma carries_same v k n tau y z : (forall x, D x -> y x = z x) -> carries v k n tau y -> carries v k n tau z.
Proof.
  intros H [C1 C2 C3]. constructor; auto; intros; rewrite <- H by auto; auto.
Qed.

(* Rows that negate. *)
Definition negation (n : nat) : layer := map (fun i => (repeat 0 i ++ [-1], 0)) (seq 0 n).
Lemma affine_negation y : affine (negation (length y)) y = map Ropp y.
Proof.
  assert (U : forall i x, dot (repeat 0 i ++ [-1]) x = - nth i x 0).
  { induction i as [| i IH]; intros [| p x]; simpl; try lra. rewrite IH. lra. }
  unfold affine, negation. rewrite map_map. simpl.
  apply nth_ext with (d := 0) (d' := 0); [now rewrite !map_length, seq_length |].
  intros i Hi. rewrite map_length, seq_length in Hi.
  rewrite nth_indep with (d' := dot (repeat 0 0 ++ [-1]) y + 0) by (now rewrite map_length, seq_length).
  rewrite (map_nth (fun i => dot (repeat 0 i ++ [-1]) y + 0) (seq 0 (length y)) 0%nat i), seq_nth by auto.
  rewrite U. simpl. rewrite (nth_indep (map Ropp y) 0 (- 0)) by (now rewrite map_length).
  rewrite (map_nth Ropp). lra.
Qed.

(* One hidden layer of width n: three layers of n + 1 neurons. *)
Lemma hidden_step l ns v k n tau y rows : layered l ns v k (S n) -> carries v k n tau y ->
  exists nus v' k' tau', length nus = (3 * (length rows + 1))%nat /\
    layered (3 + l) (ns ++ nus) v' k' (S (length rows)) /\
    carries v' k' (length rows) tau' (fun x => relu_layer rows (y x)).
Proof.
  intros HL HC.
  destruct (affine_step l ns v k n tau y HL HC rows) as [n1 [v1 [t1 [L1 [HL1 HC1]]]]].
  destruct (affine_step _ _ _ _ _ _ _ HL1 HC1 (negation (length rows))) as [n2 [v2 [t2 [L2 [HL2 HC2]]]]].
  assert (Ln : length (negation (length rows)) = length rows) by (unfold negation; now rewrite map_length, seq_length).
  rewrite Ln in *.
  destruct (max_step _ _ _ _ _ _ _ HL2 HC2) as [n3 [v3 [t3 [L3 [HL3 HC3]]]]].
  exists (n1 ++ n2 ++ n3), v3, (k + S n + S (length rows) + S (length rows))%nat, t3. split; [| split].
  - rewrite !app_length. lia.
  - rewrite !app_assoc. exact HL3.
  - eapply carries_same; [| exact HC3]. intros x Hx. simpl.
    replace (length rows) with (length (affine rows (y x))) by (unfold affine; now rewrite map_length).
    rewrite affine_negation, map_map. unfold relu_layer. apply map_ext. intros t. f_equal. lra.
Qed.

Lemma hidden_steps ls : forall l ns v k n tau y, layered l ns v k (S n) -> carries v k n tau y ->
  exists nus v' k' n' tau', length nus = (3 * (widths ls + length ls))%nat /\
    layered (3 * length ls + l) (ns ++ nus) v' k' (S n') /\
    carries v' k' n' tau' (fun x => hidden_values ls (y x)).
Proof.
  induction ls as [| rows ls IH]; intros l ns v k n tau y HL HC.
  - exists [], v, k, n, tau. rewrite app_nil_r. auto.
  - destruct (hidden_step l ns v k n tau y rows HL HC) as [n1 [v1 [k1 [t1 [L1 [HL1 HC1]]]]]].
    destruct (IH _ _ _ _ _ _ _ HL1 HC1) as [n2 [v2 [k2 [m2 [t2 [L2 [HL2 HC2]]]]]]].
    exists (n1 ++ n2), v2, k2, m2, t2. split; [rewrite app_length; simpl; lia |]. split; auto.
    rewrite app_assoc. replace (3 * length (rows :: ls) + l)%nat with (3 * length ls + (3 + l))%nat by (simpl; lia). auto.
Qed.
End Build.

Lemma layered_start d B : 0 <= B -> layered (in_box d B) d 0 [] (fun x => x ++ [0]) 0 (S d).
Proof.
  intros HB. destruct (built_start d B HB) as [B1 B2 B3 B4 B5 B6 B7 B8 B9].
  constructor; simpl; auto; try lia.
  - intros x Hx. rewrite B2 by auto. simpl. lia.
  - intros q Hq. apply (repeat_spec (d + 1)). apply nth_In. rewrite repeat_length. lia.
Qed.
Lemma carries_start d B : carries (in_box d B) (fun x => x ++ [0]) 0 d 0 (fun x => x).
Proof.
  constructor.
  - intros x [Hx _]. auto.
  - intros x i [Hx _] Hi. simpl. rewrite app_nth1 by lia. lra.
  - intros x [Hx _]. now apply nth_zero_start.
Qed.

Lemma depth_exact ds l : Forall (fun e => (e <= l)%nat) ds -> In l ds -> fold_right Nat.max 0%nat ds = l.
Proof.
  intros H Hin. apply Nat.le_antisymm; [now apply depth_bound |]. clear H.
  induction ds as [| e ds IH]; simpl in *; [contradiction |]. destruct Hin as [-> | Hin]; [lia |].
  specialize (IH Hin). lia.
Qed.

Theorem paper_emulation psi d B : 0 <= B -> output_layer psi <> [] -> exists phi,
  proper phi /\ strictly_layered phi /\ Forall single_synapses (neurons phi) /\
  inputs phi = d /\ length (references phi) = 1%nat /\
  size phi = (d + 1 + 3 * (widths (hidden psi) + length (hidden psi)) + length (output_layer psi))%nat /\
  depth phi = (3 * relu_depth psi - 2)%nat /\
  forall x, in_box d B x -> output_values phi x = map Some (relu_output psi x).
Proof.
  intros HB Hout. set (D := in_box d B).
  destruct (hidden_steps D d (hidden psi) _ _ _ _ _ _ _ (layered_start d B HB) (carries_start d B))
    as [ns [v [k [n [tau [Ln [HL HC]]]]]]]. simpl app in HL.
  set (y := fun x => hidden_values (hidden psi) x) in *.
  set (fs := map (fun r x => dot (fst r) (y x) + snd r) (output_layer psi)).
  assert (Lfs : length fs = length (output_layer psi)) by (unfold fs; now rewrite map_length).
  destruct (layered_append D d _ ns v k (S n) fs HL) as [o Ho].
  - intros E. apply Hout. apply length_zero_iff_nil. now rewrite <- Lfs, E.
  - apply Forall_forall. intros f Hf. apply in_map_iff in Hf. destruct Hf as [r [<- _]].
    now apply (realisable_row D d _ ns v k n tau y HL HC).
  - destruct (Ho o ltac:(lra)) as [nus [L1 L2]].
    pose proof (layered_length _ _ _ _ _ _ _ HL) as Lv. pose proof (layered_count _ _ _ _ _ _ _ HL) as Lk.
    destruct L2 as [C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11].
    exists (Network d 0 [0] (ns ++ nus) (seq (k + S n) (length fs)) o). unfold proper, size, strictly_layered; simpl.
    split; [| split; [| split; [| split; [| split; [| split; [| split]]]]]]; auto.
    + split; [| split]; auto. apply Forall_forall. intros q Hq. apply in_seq in Hq.
      rewrite app_length. lia.
    + rewrite app_length. lia.
    + transitivity (S (3 * length (hidden psi) + 0)); [| unfold relu_depth; lia].
      unfold depth. apply depth_exact; unfold depths; cbn [neurons inputs references length]; auto.
      pose proof (nth_In (depths_of (ns ++ nus) (repeat 0%nat (d + 1))) 0%nat (n := k + S n)) as HI.
      rewrite C11 in HI by lia. apply HI. rewrite depths_of_length, repeat_length. lia.
    + intros x Hx. unfold output_values, output_value, firing_times. simpl.
      assert (E : initial_times (Network d 0 [0] (ns ++ nus) (seq (k + S n) (length fs)) o) x = map Some (x ++ [0])).
      { unfold initial_times; simpl. rewrite map_app. f_equal. apply map_ext. intros. f_equal. lra. }
      rewrite E, C1 by auto. apply nth_ext with (d := None) (d' := None).
      * unfold relu_output, affine. now rewrite !map_length, seq_length.
      * intros i Hi. rewrite map_length, seq_length in Hi.
        set (t := fun q => option_map (fun t => t - o) (nth q (map Some (v x ++ map (fun f => o + f x) fs)) None)).
        rewrite nth_indep with (d' := t 0%nat) by (now rewrite map_length, seq_length).
        rewrite (map_nth t), seq_nth by auto. unfold t.
        rewrite map_app, app_nth2 by (rewrite map_length, Lv by auto; lia).
        rewrite map_length, Lv by auto. replace (k + S n + i - (k + S n))%nat with i by lia.
        assert (Ei : nth i (map Some (map (fun f => o + f x) fs)) None = Some (o + nth i (relu_output psi x) 0)).
        { unfold fs. rewrite !map_map.
          set (F := fun r : list R * R => Some (o + (dot (fst r) (y x) + snd r))).
          rewrite nth_indep with (d' := F (@nil R, 0)) by (rewrite map_length; lia).
          rewrite (map_nth F). unfold F. f_equal. f_equal. unfold relu_output, affine. fold (y x).
          rewrite nth_indep with (d' := dot (fst (@nil R, 0)) (y x) + snd (@nil R, 0)) by (rewrite map_length; lia).
          exact (eq_sym (map_nth (fun r => dot (fst r) (y x) + snd r) (output_layer psi) (@nil R, 0) i)). }
        rewrite Ei. simpl.
        assert (Eo : nth i (map Some (relu_output psi x)) None = Some (nth i (relu_output psi x) 0)).
        { rewrite nth_indep with (d' := Some 0) by (unfold relu_output, affine; rewrite !map_length; lia). apply map_nth. }
        transitivity (Some (nth i (relu_output psi x) 0)); [f_equal; lra | exact (eq_sym Eo)].
Qed.

(* The paper's formula: L layers, all hidden widths d, one output. *)
Corollary paper_sizes psi d B : 0 <= B -> Forall (fun l => length l = d) (hidden psi) ->
  length (output_layer psi) = 1%nat -> exists phi,
  let L := relu_depth psi in
  Z.of_nat (size phi) = (Z.of_nat (relu_size d psi) + Z.of_nat L * (2 * Z.of_nat d + 3) - (2 * Z.of_nat d + 2))%Z /\
  depth phi = (3 * L - 2)%nat /\ proper phi /\ strictly_layered phi /\
  forall x, in_box d B x -> output_values phi x = map Some (relu_output psi x).
Proof.
  intros HB Hw Ho. destruct (paper_emulation psi d B HB) as [phi [P1 [P2 [P3 [P4 [P5 [P6 [P7 P8]]]]]]]].
  - intros E. rewrite E in Ho. discriminate.
  - exists phi. cbv zeta. split; [| auto]. rewrite P6, Ho. unfold relu_size, relu_depth. rewrite Ho.
    assert (W : widths (hidden psi) = (length (hidden psi) * d)%nat).
    { clear -Hw. induction Hw as [| l ls Hl HF IH]; simpl; lia. }
    rewrite W. rewrite !Nat2Z.inj_add, !Nat2Z.inj_mul, !Nat2Z.inj_succ, !Nat2Z.inj_add, !Nat2Z.inj_mul. lia.
Qed.
