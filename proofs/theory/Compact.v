(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T4, `compact`: every ReLU network Psi is emulated exactly, on any box, by a spiking network with
   N(Psi) + 1 neurons and depth L(Psi): one spiking neuron per ReLU neuron and one reference, with
   skip connections and at most one synapse between two nodes. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork Polyspike.theory.EmulationUnits.
Import ListNotations.
Open Scope R_scope.

Definition in_box (d : nat) (B : R) (x : list R) : Prop := length x = d /\ Forall (fun xi => Rabs xi <= B) x.
Definition single_synapses (nu : neuron R) : Prop := NoDup (map source (synapses nu)).

(* ---- wiring: loop-freeness and depth of appended layers ---- *)
Lemma loop_free_app {A} (ns ms : list (neuron A)) : forall k,
  loop_free k ns -> loop_free (k + length ns) ms -> loop_free k (ns ++ ms).
Proof.
  induction ns as [| nu ns IH]; simpl; intros k H1 H2; [now rewrite Nat.add_0_r in H2 |].
  destruct H1 as [H1 H1']. split; auto. apply IH; auto. now rewrite Nat.add_succ_comm.
Qed.
Lemma reads_before_weaken {A} k k' (nu : neuron A) : (k <= k')%nat -> reads_before k nu -> reads_before k' nu.
Proof. intros Hk H. eapply Forall_impl; [| exact H]. simpl. intros; lia. Qed.
Lemma loop_free_layer {A} (ns : list (neuron A)) k : forall k', (k <= k')%nat -> Forall (reads_before k) ns -> loop_free k' ns.
Proof.
  induction ns as [| nu ns IH]; simpl; intros k' Hk H; auto. inversion H; subst. split.
  - now apply reads_before_weaken with k.
  - apply IH; auto.
Qed.
Lemma depths_of_length {A} (ns : list (neuron A)) : forall ds, length (depths_of ns ds) = (length ds + length ns)%nat.
Proof. induction ns as [| nu ns IH]; simpl; intros ds; [lia |]. rewrite IH, app_length. simpl. lia. Qed.
Lemma neuron_depth_bound {A} (nu : neuron A) ds l :
  (forall s, In s (synapses nu) -> (nth (source s) ds 0 <= l)%nat) -> (neuron_depth nu ds <= S l)%nat.
Proof.
  intros H. unfold neuron_depth. apply le_n_S. induction (synapses nu) as [| s syn IH]; simpl; [lia |].
  apply Nat.max_lub; [apply H; simpl; auto |]. apply IH. intros; apply H; simpl; auto.
Qed.
(* A layer that reads nodes of depth at most l has depth at most l + 1. *)
Lemma depths_of_layer {A} (ns : list (neuron A)) l : forall ds es, Forall (reads_before (length ds)) ns ->
  Forall (fun e => (e <= l)%nat) ds -> Forall (fun e => (e <= S l)%nat) es ->
  Forall (fun e => (e <= S l)%nat) (depths_of ns (ds ++ es)).
Proof.
  induction ns as [| nu ns IH]; simpl; intros ds es Hr Hd He.
  - apply Forall_app. split; auto. eapply Forall_impl; [| exact Hd]. simpl. intros; lia.
  - inversion Hr; subst. rewrite <- app_assoc. apply IH; auto. apply Forall_app. split; auto.
    constructor; auto. apply neuron_depth_bound. intros s Hs. unfold reads_before in H1.
    rewrite Forall_forall in H1. specialize (H1 s Hs). rewrite app_nth1 by auto.
    rewrite Forall_forall in Hd. apply Hd. now apply nth_In.
Qed.
Lemma depth_bound ds l : Forall (fun e => (e <= l)%nat) ds -> (fold_right Nat.max 0 ds <= l)%nat.
Proof. induction 1; simpl; lia. Qed.
Lemma window_single k m nu : reads_window k m nu -> single_synapses nu.
Proof. unfold reads_window, single_synapses. intros ->. apply seq_NoDup. Qed.

(* ---- values that are affine in the firing times of the first n nodes ---- *)
Section Affine.
Variable D : list R -> Prop.

Definition affine_in (n : nat) (v : list R -> list R) (z : list R -> R) : Prop :=
  exists c e, forall x, D x -> z x = sum n (fun q => c q * nth q (v x) 0) + e.

Lemma affine_in_constant n v k : affine_in n v (fun _ => k).
Proof. exists (fun _ => 0), k. intros. rewrite sum_zero; [lra |]. intros; lra. Qed.
Lemma affine_in_plus n v y z : affine_in n v y -> affine_in n v z -> affine_in n v (fun x => y x + z x).
Proof.
  intros [c [e H]] [c' [e' H']]. exists (fun q => c q + c' q), (e + e'). intros x Hx. rewrite H, H' by auto.
  replace (sum n (fun q => (c q + c' q) * nth q (v x) 0))
    with (sum n (fun q => c q * nth q (v x) 0) + sum n (fun q => c' q * nth q (v x) 0)); [lra |].
  rewrite <- sum_plus. apply sum_ext. intros; lra.
Qed.
Lemma affine_in_scale n v a z : affine_in n v z -> affine_in n v (fun x => a * z x).
Proof.
  intros [c [e H]]. exists (fun q => a * c q), (a * e). intros x Hx. rewrite H, Rmult_plus_distr_l by auto. f_equal.
  rewrite <- sum_scale. apply sum_ext. intros; lra.
Qed.
Lemma affine_in_same n v y z : (forall x, D x -> y x = z x) -> affine_in n v z -> affine_in n v y.
Proof. intros H [c [e Hz]]. exists c, e. intros x Hx. rewrite H by auto. auto. Qed.
Lemma affine_in_node n v i : (i < n)%nat -> affine_in n v (fun x => nth i (v x) 0).
Proof.
  intros Hi. exists (fun q => if Nat.eqb q i then 1 else 0), 0. intros x Hx.
  rewrite <- (sum_single n i (fun q => nth q (v x) 0)) by auto. rewrite Rplus_0_r. apply sum_ext.
  intros q _. destruct (Nat.eqb q i); lra.
Qed.
Lemma affine_in_more n m v w z : (forall x, D x -> length (v x) = n) ->
  affine_in n v z -> affine_in (n + m) (fun x => v x ++ w x) z.
Proof.
  intros Hl [c [e H]]. exists (fun q => if Nat.ltb q n then c q else 0), e. intros x Hx. rewrite H by auto.
  f_equal. rewrite sum_app. rewrite (sum_zero m).
  - rewrite Rplus_0_r. apply sum_ext. intros q Hq. apply Nat.ltb_lt in Hq as Hq'. rewrite Hq'.
    rewrite app_nth1 by (rewrite Hl; auto). reflexivity.
  - intros q _. assert (Nat.ltb (n + q) n = false) as -> by (apply Nat.ltb_ge; lia). lra.
Qed.
Lemma affine_in_dot n v r : forall y, (forall i, affine_in n v (fun x => nth i (y x) 0)) ->
  affine_in n v (fun x => dot r (y x)).
Proof.
  assert (E : forall c r y, dot (c :: r) y = c * nth 0 y 0 + dot r (tl y)).
  { intros c r0 [| p y]; simpl; [destruct r0; simpl; lra | reflexivity]. }
  induction r as [| c r IH]; intros y Hy.
  - exact (affine_in_constant n v 0).
  - apply affine_in_same with (fun x => c * nth 0 (y x) 0 + dot r (tl (y x))); [intros; apply E |].
    apply affine_in_plus; [apply affine_in_scale, Hy |]. apply (IH (fun x => tl (y x))). intros i.
    apply affine_in_same with (fun x => nth (S i) (y x) 0); [| apply Hy].
    intros x _. destruct (y x); simpl; [destruct i |]; auto.
Qed.

(* ---- one spiking neuron per ReLU neuron ---- *)
Section Unit.
Variables (n : nat) (v : list R -> list R) (r : nat).
Hypothesis v_length : forall x, D x -> length (v x) = n.
Hypothesis v_bounded : bounded D v.
Hypothesis r_in : (r < n)%nat.
Hypothesis r_zero : forall x, D x -> nth r (v x) 0 = 0.

Lemma find_partner (c : nat -> R) m :
  (exists j, (j < m)%nat /\ j <> r /\ c j <> 0) \/ (forall j, (j < m)%nat -> j <> r -> c j = 0).
Proof.
  induction m as [| m IH]; [right; lia |].
  destruct IH as [[j [H1 H2]] | H]; [left; exists j; split; [lia | auto] |].
  destruct (Nat.eq_dec m r) as [Hr | Hr]; [| destruct (Req_EM_T (c m) 0) as [Hc | Hc]].
  - right. intros j Hj Hne. apply H; auto; lia.
  - right. intros j Hj Hne. destruct (Nat.eq_dec j m) as [-> |]; auto. apply H; auto; lia.
  - left. exists m. auto.
Qed.

(* max(0, z) is a multiple of one neuron's firing time plus an affine part. *)
Lemma relu_neuron z : affine_in n v z ->
  exists f, realisable D v 0 n f /\ exists a, affine_in n v (fun x => ramp (z x) - a * f x).
Proof.
  intros [c [e Hz]]. destruct (find_partner c n) as [[j [Hj [Hjr Hcj]]] | Hnone].
  - set (s := - c j). assert (Hs : s <> 0) by (unfold s; lra).
    set (h := fun u => if Nat.eqb u r then 1 - sum n (but j (but r (fun q => c q / s))) else c u / s).
    set (M := fun x => sum n (but j (fun q => h q * nth (0 + q) (v x) 0))).
    assert (Hh : sum n (but j h) = 1).
    { assert (E : sum n (but j h) = h r + sum n (but j (but r (fun q => c q / s)))).
      { rewrite (sum_but n r (but j h)) by auto. f_equal.
        - unfold but. destruct (Nat.eqb_spec r j); [congruence | auto].
        - apply sum_ext. intros u _. unfold but, h. destruct (Nat.eqb u r), (Nat.eqb u j); auto. }
      rewrite E. unfold h. rewrite Nat.eqb_refl. lra. }
    assert (HMz : forall x, D x -> M x - nth j (v x) 0 + e / s = z x / s).
    { intros x Hx. rewrite Hz by auto. unfold M.
      rewrite (sum_but n j (fun q => c q * nth q (v x) 0)) by auto.
      replace (sum n (but j (fun q => h q * nth (0 + q) (v x) 0)))
        with (/ s * sum n (but j (fun q => c q * nth q (v x) 0))).
      - unfold s. field. lra.
      - rewrite <- sum_scale. apply sum_ext. intros u _. unfold but, h. simpl.
        destruct (Nat.eqb u j); [lra |]. destruct (Nat.eqb_spec u r) as [-> |]; [rewrite r_zero by auto; lra |].
        unfold Rdiv. lra. }
    exists (fun x => M x + 1 * ramp (M x - nth (0 + j) (v x) 0 + e / s)). split.
    { apply (realisable_leaky D v 0 n); auto; try lra. intros x Hx. rewrite v_length by auto. lia. }
    assert (HMa : affine_in n v M).
    { exists (but j h), 0. intros x Hx. rewrite Rplus_0_r. apply sum_ext. intros u _. unfold but. simpl.
      destruct (Nat.eqb u j); lra. }
    assert (Hza : affine_in n v z) by (exists c, e; auto).
    destruct (Rlt_dec 0 s) as [Hp | Hp].
    + exists s. apply affine_in_same with (fun x => - s * M x); [| now apply affine_in_scale].
      intros x Hx. simpl Nat.add. rewrite HMz by auto. 
      assert (E : ramp (z x) = s * ramp (z x / s)).
      { destruct (Rle_dec 0 (z x)).
        - rewrite !ramp_pos; auto; [field; lra |]. apply Rmult_le_pos; auto. left. now apply Rinv_0_lt_compat.
        - assert (z x / s < 0).
          { unfold Rdiv. pose proof (Rinv_0_lt_compat s Hp).
            assert (0 < - z x * / s) by (apply Rmult_lt_0_compat; lra). lra. }
          rewrite !ramp_neg by lra. lra. }
      rewrite E. lra.
    + exists (- s). apply affine_in_same with (fun x => z x + s * M x); [| apply affine_in_plus; auto; now apply affine_in_scale].
      intros x Hx. simpl Nat.add. rewrite HMz by auto.
      assert (E : ramp (z x) = z x - s * ramp (z x / s)).
      { assert (Hi : 0 < / - s) by (apply Rinv_0_lt_compat; lra).
        assert (Hd : z x / s = - z x * / - s) by (field; lra).
        destruct (Rle_dec 0 (z x)).
        - assert (0 <= z x * / - s) by (apply Rmult_le_pos; lra).
          rewrite (ramp_pos (z x)), (ramp_neg (z x / s)) by (try rewrite Hd; lra). lra.
        - assert (0 < - z x * / - s) by (apply Rmult_lt_0_compat; lra).
          rewrite (ramp_neg (z x)), (ramp_pos (z x / s)) by (try rewrite Hd; lra). field. lra. }
      rewrite E. lra.
  - (* a constant pre-activation: any neuron will do *)
    exists (fun x => sum n (fun q => 0 * nth (0 + q) (v x) 0) + 0). split.
    { apply (realisable_affine D v 0 n r 0); auto. intros x Hx. rewrite v_length by auto. lia. }
    exists 0. apply affine_in_same with (fun _ => ramp e); [| apply affine_in_constant].
    intros x Hx. rewrite Hz by auto. rewrite (sum_but n r) by auto. rewrite r_zero by auto.
    rewrite (sum_zero n (but r _)).
    + replace (c r * 0 + 0 + e) with e by lra. lra.
    + intros u Hu. unfold but. destruct (Nat.eqb_spec u r); auto. rewrite Hnone by auto. lra.
Qed.
End Unit.
End Affine.

(* ---- the construction, layer by layer ---- *)
Section Build.
Variables (D : list R -> Prop) (d : nat).

(* The neurons ns realise the values y at depth at most l, as affine functions of firing times. *)
Record built (l : nat) (ns : list (neuron R)) (v y : list R -> list R) : Prop := {
  built_fire : forall x, D x -> fire_all ns (map Some (x ++ [0])) = map Some (v x);
  built_length : forall x, D x -> length (v x) = (d + 1 + length ns)%nat;
  built_bounded : bounded D v;
  built_reference : forall x, D x -> nth d (v x) 0 = 0;
  built_loop_free : loop_free (d + 1) ns;
  built_proper : Forall proper_neuron ns;
  built_single : Forall single_synapses ns;
  built_depth : Forall (fun e => (e <= l)%nat) (depths_of ns (repeat 0%nat (d + 1)));
  built_values : forall i, affine_in D (d + 1 + length ns) v (fun x => nth i (y x) 0) }.

Lemma bounded_append v fs o :
  bounded D v -> Forall (bounded_value D) fs -> bounded D (fun x => v x ++ map (fun f => o + f x) fs).
Proof.
  intros [B [HB HBx]] HF.
  assert (G : exists C, 0 <= C /\ forall x, D x -> forall q, Rabs (nth q (map (fun f => o + f x) fs) 0) <= C).
  { induction HF as [| f fs [C [HC HCx]] HF [E [HE HEx]]].
    - exists 0. split; [lra |]. intros x _ [| q]; simpl; rewrite Rabs_R0; lra.
    - exists (Rabs o + C + E). pose proof (Rabs_pos o). split; [lra |]. intros x Hx [| q]; simpl.
      + pose proof (Rabs_triang o (f x)). specialize (HCx x Hx). lra.
      + specialize (HEx x Hx q). lra. }
  destruct G as [C [HC HCx]]. exists (B + C). split; [lra |]. intros x Hx q.
  destruct (Nat.lt_ge_cases q (length (v x))).
  - rewrite app_nth1 by auto. specialize (HBx x Hx q). lra.
  - rewrite app_nth2 by auto. specialize (HCx x Hx (q - length (v x))%nat). lra.
Qed.

(* Appending one layer of neurons that read all earlier nodes. *)
Lemma built_append l ns v y fs : built l ns v y -> Forall (realisable D v 0 (d + 1 + length ns)) fs ->
  exists low, forall o, low <= o -> exists nus, length nus = length fs /\
    forall y', (forall i, affine_in D (d + 1 + length (ns ++ nus))
                            (fun x => v x ++ map (fun f => o + f x) fs) (fun x => nth i (y' x) 0)) ->
    built (S l) (ns ++ nus) (fun x => v x ++ map (fun f => o + f x) fs) y'.
Proof.
  intros HB HF. destruct (realise_layer D v 0 _ fs HF) as [low Hlow]. exists low. intros o Ho.
  destruct (Hlow o Ho) as [nus [L1 [L2 [L3 L4]]]]. exists nus. split; auto. intros y' Hy'.
  destruct HB as [B1 B2 B3 B4 B5 B6 B7 B8 B9].
  assert (Hr : Forall (reads_before (d + 1 + length ns)) nus).
  { eapply Forall_impl; [| exact L2]. intros nu H. exact (reads_window_before 0 _ nu H). }
  constructor; auto.
  - intros x Hx. rewrite fire_all_app, B1 by auto. auto.
  - intros x Hx. rewrite !app_length, map_length, B2, L1 by auto. lia.
  - apply bounded_append; auto. eapply Forall_impl; [| exact HF]. intros f [H _]. exact H.
  - intros x Hx. rewrite app_nth1; auto. rewrite B2 by auto. lia.
  - apply loop_free_app; auto. now apply loop_free_layer with (d + 1 + length ns)%nat.
  - apply Forall_app; auto.
  - apply Forall_app. split; auto. eapply Forall_impl; [| exact L2]. intros nu. apply window_single.
  - rewrite depths_of_app. rewrite <- (app_nil_r (depths_of ns (repeat 0%nat (d + 1)))). apply depths_of_layer; auto.
    rewrite depths_of_length, repeat_length. exact Hr.
Qed.

Lemma built_layer l ns v y rows : built l ns v y ->
  exists nus v', length nus = length rows /\ built (S l) (ns ++ nus) v' (fun x => relu_layer rows (y x)).
Proof.
  intros HB. pose proof HB as [B1 B2 B3 B4 B5 B6 B7 B8 B9]. set (n := (d + 1 + length ns)%nat) in *.
  assert (HU : exists fs, length fs = length rows /\ Forall (realisable D v 0 n) fs /\
    forall i, (i < length rows)%nat -> exists a, affine_in D n v
      (fun x => ramp (dot (fst (nth i rows (@nil R, 0))) (y x) + snd (nth i rows (@nil R, 0))) - a * nth i (map (fun f => f x) fs) 0)).
  { clear HB. induction rows as [| r rows [fs [F1 [F2 F3]]]].
    - exists []. repeat split; auto. simpl; lia.
    - destruct (relu_neuron D n v d) with (z := fun x => dot (fst r) (y x) + snd r) as [f [Hf [a Ha]]]; auto.
      + unfold n; lia.
      + apply affine_in_plus; [now apply affine_in_dot | apply affine_in_constant].
      + exists (f :: fs). split; [simpl; now rewrite F1 |]. split; [constructor; auto |].
        intros [| i] Hi; simpl in *; [exists a; exact Ha |]. apply F3. lia. }
  destruct HU as [fs [F1 [F2 F3]]]. destruct (built_append l ns v y fs HB F2) as [o Ho].
  destruct (Ho o ltac:(lra)) as [nus [L1 L2]]. exists nus, (fun x => v x ++ map (fun f => o + f x) fs).
  split; [congruence |]. apply L2. intros i. rewrite app_length, Nat.add_assoc. fold n.
  destruct (Nat.lt_ge_cases i (length rows)) as [Hi | Hi].
  - destruct (F3 i Hi) as [a Ha].
    apply affine_in_same with (fun x =>
      (ramp (dot (fst (nth i rows (@nil R, 0))) (y x) + snd (nth i rows (@nil R, 0))) - a * nth i (map (fun f => f x) fs) 0)
      + a * (nth (n + i) (v x ++ map (fun f => o + f x) fs) 0 + - o)).
    + intros x Hx. rewrite app_nth2 by (rewrite B2; auto; unfold n; lia).
      rewrite B2 by auto. fold n. replace (n + i - n)%nat with i by lia.
      assert (E : nth i (map (fun f => o + f x) fs) 0 = o + nth i (map (fun f => f x) fs) 0).
      { rewrite nth_indep with (d' := o + 0) by (rewrite map_length; lia).
        rewrite <- (map_map (fun f : list R -> R => f x) (fun t => o + t)). exact (map_nth (fun t => o + t) _ 0 i). }
      rewrite E. unfold relu_layer, affine. rewrite map_map.
      rewrite nth_indep with (d' := ramp (dot (fst (@nil R, 0)) (y x) + snd (@nil R, 0))) by (rewrite map_length; auto).
      rewrite (map_nth (fun r => ramp (dot (fst r) (y x) + snd r)) rows (@nil R, 0) i). lra.
    + apply affine_in_plus.
      * apply affine_in_more; auto.
      * apply affine_in_scale, affine_in_plus; [| apply affine_in_constant]. apply affine_in_node. lia.
  - apply affine_in_same with (fun _ => 0); [| apply affine_in_constant]. intros x _.
    apply nth_overflow. unfold relu_layer, affine. now rewrite !map_length.
Qed.

Lemma built_hidden ls : forall l ns v y, built l ns v y ->
  exists nus v', length nus = widths ls /\ built (l + length ls) (ns ++ nus) v' (fun x => hidden_values ls (y x)).
Proof.
  induction ls as [| rows ls IH]; intros l ns v y HB.
  - exists [], v. simpl. rewrite Nat.add_0_r, app_nil_r. auto.
  - destruct (built_layer l ns v y rows HB) as [nus [v1 [L1 B1]]].
    destruct (IH _ _ _ _ B1) as [nus2 [v2 [L2 B2]]].
    exists (nus ++ nus2), v2. split; [rewrite app_length; simpl; lia |].
    rewrite app_assoc. simpl. rewrite <- Nat.add_succ_comm. exact B2.
Qed.
End Build.

Lemma nth_zero_start d x : length x = d -> nth d (x ++ [0]) 0 = 0.
Proof. intros H. rewrite app_nth2 by lia. now rewrite H, Nat.sub_diag. Qed.
Lemma in_box_nth d B x q : 0 <= B -> in_box d B x -> Rabs (nth q x 0) <= B.
Proof.
  intros HB [_ H]. destruct (Nat.lt_ge_cases q (length x)).
  - rewrite Forall_forall in H. apply H. now apply nth_In.
  - rewrite nth_overflow by auto. now rewrite Rabs_R0.
Qed.

(* The inputs and the reference alone. *)
Lemma built_start d B : 0 <= B -> built (in_box d B) d 0 [] (fun x => x ++ [0]) (fun x => x).
Proof.
  intros HB. constructor; simpl; auto.
  - intros x [Hx _]. rewrite app_length. simpl. lia.
  - exists B. split; auto. intros x Hx q. destruct (Nat.lt_ge_cases q (length x)).
    + rewrite app_nth1 by auto. now apply in_box_nth with d.
    + rewrite app_nth2 by auto. destruct (q - length x)%nat as [| [| k]]; simpl; rewrite Rabs_R0; auto.
  - intros x [Hx _]. now apply nth_zero_start.
  - apply Forall_forall. intros e He. apply repeat_spec in He. lia.
  - intros i. destruct (Nat.lt_ge_cases i d) as [Hi | Hi].
    + apply affine_in_same with (fun x => nth i (x ++ [0]) 0); [| apply (affine_in_node _ _ (fun x => x ++ [0])); lia].
      intros x [Hx _]. rewrite app_nth1; auto. lia.
    + apply affine_in_same with (fun _ => 0); [| apply affine_in_constant].
      intros x [Hx _]. apply nth_overflow. lia.
Qed.

Theorem compact_emulation psi d B : 0 <= B -> exists phi,
  proper phi /\ Forall single_synapses (neurons phi) /\
  inputs phi = d /\ length (references phi) = 1%nat /\
  size phi = (relu_size d psi + 1)%nat /\ (depth phi <= relu_depth psi)%nat /\
  forall x, in_box d B x -> output_values phi x = map Some (relu_output psi x).
Proof.
  intros HB. set (D := in_box d B).
  destruct (built_hidden D d (hidden psi) 0 [] (fun x => x ++ [0]) (fun x => x) (built_start d B HB))
    as [ns [v [Ln Bn]]]. simpl in Bn. pose proof Bn as [B1 B2 B3 B4 B5 B6 B7 B8 B9].
  set (n := (d + 1 + length ns)%nat) in *. set (y := fun x => hidden_values (hidden psi) x) in *.
  (* the output neurons are affine *)
  set (fs := map (fun r x => dot (fst r) (y x) + snd r) (output_layer psi)).
  assert (HF : Forall (realisable D v 0 n) fs).
  { apply Forall_forall. intros f Hf. apply in_map_iff in Hf. destruct Hf as [r [<- _]].
    destruct (affine_in_plus D n v (fun x => dot (fst r) (y x)) (fun _ => snd r)) as [c [e Hc]];
      [now apply affine_in_dot | apply affine_in_constant |].
    apply realisable_same with (fun x => sum n (fun q => c q * nth (0 + q) (v x) 0) + e); [exact Hc |].
    apply (realisable_affine D v 0 n d 0); auto; try (unfold n; lia).
    intros x Hx. rewrite B2 by auto. unfold n. lia. }
  destruct (built_append D d _ ns v (fun x => hidden_values (hidden psi) x) fs Bn HF) as [o Ho].
  destruct (Ho o ltac:(lra)) as [nus [L1 L2]].
  specialize (L2 (fun _ => []) ltac:(intros [| i]; exact (affine_in_constant D _ _ 0))).
  destruct L2 as [C1 C2 C3 C4 C5 C6 C7 C8 C9].
  assert (Lfs : length fs = length (output_layer psi)) by (unfold fs; now rewrite map_length).
  exists (Network d 0 [0] (ns ++ nus) (seq n (length fs)) o). unfold proper, size; simpl.
  split; [| split; [| split; [| split; [| split; [| split]]]]]; auto.
  - split; [| split]; auto. apply Forall_forall. intros q Hq. apply in_seq in Hq.
    rewrite app_length. unfold n in Hq. lia.
  - unfold relu_size. rewrite app_length. lia.
  - unfold depth, depths, relu_depth; simpl. apply depth_bound. exact C8.
  - intros x Hx. unfold output_values, output_value, firing_times. simpl.
    assert (E : initial_times (Network d 0 [0] (ns ++ nus) (seq n (length fs)) o) x = map Some (x ++ [0])).
    { unfold initial_times; simpl. rewrite map_app. f_equal. apply map_ext. intros. f_equal. lra. }
    rewrite E, C1 by auto. apply nth_ext with (d := None) (d' := None).
    + unfold relu_output, affine. now rewrite !map_length, seq_length.
    + intros i Hi. rewrite map_length, seq_length in Hi.
      set (t := fun q => option_map (fun t => t - o) (nth q (map Some (v x ++ map (fun f => o + f x) fs)) None)).
      rewrite nth_indep with (d' := t 0%nat) by (now rewrite map_length, seq_length).
      rewrite (map_nth t), seq_nth by auto. unfold t.
      rewrite map_app, app_nth2 by (rewrite map_length, B2 by auto; unfold n; lia).
      rewrite map_length, B2 by auto. fold n. replace (n + i - n)%nat with i by lia.
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
