(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* Single neurons that compute on bounded firing times: the affine neuron, and the leaky neuron
   t_E + kappa max(0, t_E - a_j), from which all emulations are built; and layers of them. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork.
Import ListNotations.
Open Scope R_scope.

(* ---- the two neurons ---- *)

Lemma potential_while_early n g a B s : 0 <= B -> (forall u, (u < n)%nat -> - B <= a u) -> s <= B ->
  potential n g a s <= strength n g * (2 * B).
Proof.
  intros HB Ha Hs. pose proof (strength_nonneg n g) as HS.
  assert (Hp : 0 <= strength n g * (2 * B)) by (apply Rmult_le_pos; lra).
  destruct (Rle_dec s (- B)) as [Hb | Hb].
  - rewrite potential_early; auto. intros u Hu. specialize (Ha u Hu). lra.
  - pose proof (potential_lipschitz_time n g a s (- B)) as HL.
    rewrite (potential_early n g a (- B)) in HL by auto.
    rewrite (Rabs_right (s - - B)) in HL by lra. pose proof (Rle_abs (potential n g a s - 0)).
    assert (strength n g * (s - - B) <= strength n g * (2 * B)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Lemma moment_bounded n g a B : 0 <= B -> (forall u, (u < n)%nat -> Rabs (a u) <= B) ->
  - (strength n g * B) <= sum n (fun u => g u * a u) <= strength n g * B.
Proof.
  intros HB Ha. assert (H : Rabs (sum n (fun u => g u * a u)) <= strength n g * B).
  { eapply Rle_trans; [apply sum_abs |]. unfold strength. rewrite Rmult_comm, <- sum_scale.
    apply sum_le. intros u Hu. rewrite Rabs_mult, (Rmult_comm B).
    apply Rmult_le_compat_l; [apply Rabs_pos | auto]. }
  pose proof (Rle_abs (sum n (fun u => g u * a u))).
  pose proof (Rle_abs (- sum n (fun u => g u * a u))) as Hm. rewrite Rabs_Ropp in Hm. lra.
Qed.

(* Weights of sum 1, a threshold so large that nothing fires before all spikes arrived. *)
Theorem affine_neuron n g a th B : 0 <= B -> (forall u, (u < n)%nat -> Rabs (a u) <= B) ->
  sum n g = 1 -> 3 * (strength n g * B) + B < th ->
  fires n g a th (th + sum n (fun u => g u * a u)).
Proof.
  intros HB Ha Hg Hth. set (M := sum n (fun u => g u * a u)).
  pose proof (moment_bounded n g a B HB Ha) as HM. fold M in HM.
  assert (Hlow : forall u, (u < n)%nat -> - B <= a u <= B).
  { intros u Hu. specialize (Ha u Hu). pose proof (Rle_abs (a u)).
    pose proof (Rle_abs (- a u)) as Hm. rewrite Rabs_Ropp in Hm. lra. }
  assert (late : forall s, B <= s -> potential n g a s = s - M).
  { intros s Hs. replace (s - M) with (sum n (fun u => s * g u) - M) by (rewrite sum_scale, Hg; lra).
    unfold potential, M. rewrite <- sum_minus. apply sum_ext.
    intros u Hu. specialize (Hlow u Hu). rewrite ramp_pos by lra. lra. }
  assert (0 <= strength n g * B) by (apply Rmult_le_pos; [apply strength_nonneg | auto]).
  split.
  - rewrite late; lra.
  - intros s Hs. destruct (Rle_dec s B) as [Hb | Hb].
    + pose proof (potential_while_early n g a B s HB ltac:(intros; apply Hlow; auto) Hb). lra.
    + rewrite late; lra.
Qed.

Definition but (j : nat) (f : nat -> R) (u : nat) : R := if Nat.eqb u j then 0 else f u.

Lemma sum_but n j f : (j < n)%nat -> sum n f = f j + sum n (but j f).
Proof.
  intros Hj. rewrite <- (sum_single n j f) at 1 by auto. rewrite <- sum_plus. apply sum_ext.
  intros u _. unfold but. destruct (Nat.eqb u j); lra.
Qed.

(* The leaky neuron: the partner j arrives after all others and changes the slope from 1 to
   1 / (1 + kappa). *)
Theorem leaky_neuron n g a th B j kappa : 0 <= B -> (j < n)%nat -> -1 < kappa ->
  (forall u, (u < n)%nat -> u <> j -> Rabs (a u) <= B) -> B <= a j ->
  sum n (but j g) = 1 -> g j = - kappa / (1 + kappa) -> 3 * (strength n g * B) + B < th ->
  let tE := th + sum n (but j (fun u => g u * a u)) in
  fires n g a th (tE + kappa * ramp (tE - a j)).
Proof.
  intros HB Hj Hk Ha Haj Hg Hgj Hth tE. set (M := sum n (but j (fun u => g u * a u))) in *.
  assert (Hlow : forall u, (u < n)%nat -> u <> j -> - B <= a u <= B).
  { intros u Hu Hne. specialize (Ha u Hu Hne). pose proof (Rle_abs (a u)).
    pose proof (Rle_abs (- a u)) as Hm. rewrite Rabs_Ropp in Hm. lra. }
  pose proof (strength_nonneg n g) as HS.
  assert (HSB : 0 <= strength n g * B) by (apply Rmult_le_pos; auto).
  assert (HM : - (strength n g * B) <= M <= strength n g * B).
  { pose proof (moment_bounded n g (but j a) B HB) as K.
    replace M with (sum n (fun u => g u * but j a u)).
    - apply K. intros u Hu. unfold but. destruct (Nat.eqb_spec u j); [rewrite Rabs_R0 |]; auto.
    - apply sum_ext. intros u _. unfold but. destruct (Nat.eqb u j); lra. }
  assert (late : forall s, B <= s -> potential n g a s = s - M + g j * ramp (s - a j)).
  { intros s Hs. unfold potential. rewrite (sum_but n j) by auto. unfold M.
    assert (E : sum n (but j (fun u => g u * ramp (s - a u))) = s - sum n (but j (fun u => g u * a u))); [| lra].
    replace (s - sum n (but j (fun u => g u * a u)))
      with (sum n (fun u => s * but j g u) - sum n (but j (fun u => g u * a u))) by (rewrite sum_scale, Hg; lra).
    rewrite <- sum_minus. apply sum_ext.
    intros u Hu. unfold but. destruct (Nat.eqb_spec u j); [lra |].
    specialize (Hlow u Hu n0). rewrite ramp_pos by lra. lra. }
  assert (HtE : B < tE) by (unfold tE; lra).
  assert (Hinv : 0 < / (1 + kappa)) by (apply Rinv_0_lt_compat; lra).
  assert (Hslope : 1 + g j = / (1 + kappa)) by (rewrite Hgj; field; lra).
  set (t := tE + kappa * ramp (tE - a j)).
  assert (Pt : B <= t /\ potential n g a t = th).
  { unfold t. destruct (Rle_dec tE (a j)) as [Hc | Hc].
    - rewrite ramp_neg by lra. rewrite Rmult_0_r, Rplus_0_r. split; [lra |].
      rewrite late by lra. rewrite ramp_neg by lra. unfold tE. lra.
    - rewrite ramp_pos by lra.
      assert (E : tE + kappa * (tE - a j) = a j + (1 + kappa) * (tE - a j)) by lra. rewrite E.
      assert (0 < (1 + kappa) * (tE - a j)) by (apply Rmult_lt_0_compat; lra). split; [lra |].
      rewrite late by lra. rewrite ramp_pos by lra.
      replace (a j + (1 + kappa) * (tE - a j) - M + g j * (a j + (1 + kappa) * (tE - a j) - a j))
        with (a j - M + (1 + g j) * ((1 + kappa) * (tE - a j))) by lra.
      rewrite Hslope. replace (/ (1 + kappa) * ((1 + kappa) * (tE - a j))) with (tE - a j) by (field; lra).
      unfold tE. lra. }
  destruct Pt as [Pt1 Pt2]. split; [lra |]. intros s Hs.
  destruct (Rle_dec s B) as [Hb | Hb].
  - assert (Hl : forall u, (u < n)%nat -> - B <= a u).
    { intros u Hu. destruct (Nat.eq_dec u j) as [-> |]; [lra |]. apply Hlow; auto. }
    pose proof (potential_while_early n g a B s HB Hl Hb). lra.
  - rewrite <- Pt2, !late by lra.
    (* the slope is 1 before a j and 1 / (1 + kappa) after it *)
    assert (K : forall p q, p < q -> p + g j * ramp (p - a j) < q + g j * ramp (q - a j)).
    { intros p q Hpq. destruct (Rle_dec q (a j)); [rewrite !ramp_neg by lra; lra |].
      destruct (Rle_dec p (a j)).
      - rewrite (ramp_neg (p - a j)), (ramp_pos (q - a j)) by lra.
        assert (0 < (1 + g j) * (q - a j)) by (rewrite Hslope; apply Rmult_lt_0_compat; lra). lra.
      - rewrite !ramp_pos by lra.
        assert (0 < (1 + g j) * (q - p)) by (rewrite Hslope; apply Rmult_lt_0_compat; lra). lra. }
    specialize (K s t Hs). lra.
Qed.

(* ---- neurons that read a window of earlier nodes, one synapse from each ---- *)

Definition reads_window (k m : nat) (nu : neuron R) : Prop := map source (synapses nu) = seq k m.
Definition reader (k m : nat) (g d : nat -> R) (th : R) : neuron R :=
  Neuron th (map (fun u => Synapse (k + u) (g u) (d u)) (seq 0 m)).

Lemma reader_window k m g d th : reads_window k m (reader k m g d th).
Proof.
  unfold reads_window, reader; simpl. rewrite map_map. simpl.
  revert k. induction m as [| m IH]; intros k; simpl; auto.
  rewrite Nat.add_0_r. f_equal. rewrite <- (IH (S k)), <- seq_shift, map_map.
  apply map_ext. intros; lia.
Qed.
Lemma reader_length k m g d th : length (synapses (reader k m g d th)) = m.
Proof. simpl. now rewrite map_length, seq_length. Qed.
Lemma reader_nth k m g d th u : (u < m)%nat ->
  nth u (synapses (reader k m g d th)) null = Synapse (k + u) (g u) (d u).
Proof.
  intros Hu. simpl. rewrite nth_indep with (d' := (fun u => Synapse (k + u) (g u) (d u)) 0%nat)
    by (now rewrite map_length, seq_length).
  rewrite (map_nth (fun u => Synapse (k + u) (g u) (d u))), seq_nth by auto. reflexivity.
Qed.
Lemma reads_window_before k m nu : reads_window k m nu -> reads_before (k + m) nu.
Proof.
  intros H. apply Forall_forall. intros s Hs.
  assert (In (source s) (seq k m)) by (rewrite <- H; now apply in_map). apply in_seq in H0. lia.
Qed.
Lemma reader_proper k m g d th : 0 < th -> (forall u, (u < m)%nat -> 0 <= d u) -> proper_neuron (reader k m g d th).
Proof.
  intros Hth Hd. split; auto. apply Forall_forall. intros s Hs. apply in_map_iff in Hs.
  destruct Hs as [u [<- Hu]]. apply in_seq in Hu. simpl. apply Hd. lia.
Qed.
Lemma reader_time k m g d th v w t : 0 < th -> (k + m <= length v)%nat ->
  fires m g (fun u => nth (k + u) v 0 + d u) th t ->
  neuron_time (reader k m g d th) (map Some (v ++ w)) = Some t.
Proof.
  intros Hth Hl Hf. apply neuron_time_finite.
  - exact Hth.
  - eapply Forall_impl; [| apply reads_window_before, reader_window]. simpl. intros s Hs.
    rewrite app_length. lia.
  - rewrite reader_length. eapply fires_ext; [| | exact Hf].
    + intros u Hu. rewrite reader_nth by auto. reflexivity.
    + intros u Hu _. rewrite reader_nth by auto. simpl. rewrite app_nth1 by lia. reflexivity.
Qed.

(* ---- what can be computed from the firing times of a window, on a set D of inputs ---- *)
Section Realisable.
Variable D : list R -> Prop.

Definition bounded (v : list R -> list R) : Prop :=
  exists B, 0 <= B /\ forall x, D x -> forall q, Rabs (nth q (v x) 0) <= B.
Definition bounded_value (f : list R -> R) : Prop :=
  exists B, 0 <= B /\ forall x, D x -> Rabs (f x) <= B.

(* For every large offset there is a neuron firing at offset + f x. *)
Definition realisable (v : list R -> list R) (k m : nat) (f : list R -> R) : Prop :=
  bounded_value f /\
  exists low, forall offset, low <= offset -> exists nu,
    reads_window k m nu /\ proper_neuron nu /\
    forall x w, D x -> neuron_time nu (map Some (v x ++ w)) = Some (offset + f x).

Lemma bounded_sum m (c : nat -> R) (f : nat -> list R -> R) :
  (forall u, (u < m)%nat -> bounded_value (f u)) -> bounded_value (fun x => sum m (fun u => c u * f u x)).
Proof.
  induction m as [| m IH]; intros H; simpl.
  - exists 0. split; [lra |]. intros. rewrite Rabs_R0. lra.
  - destruct (IH ltac:(intros; apply H; lia)) as [B [HB HBx]]. destruct (H m ltac:(lia)) as [C [HC HCx]].
    exists (B + Rabs (c m) * C). pose proof (Rabs_pos (c m)).
    assert (0 <= Rabs (c m) * C) by (apply Rmult_le_pos; auto). split; [lra |]. intros x Hx.
    eapply Rle_trans; [apply Rabs_triang |]. specialize (HBx x Hx). specialize (HCx x Hx).
    rewrite Rabs_mult. assert (Rabs (c m) * Rabs (f m x) <= Rabs (c m) * C) by (apply Rmult_le_compat_l; auto). lra.
Qed.
Lemma bounded_plus f g : bounded_value f -> bounded_value g -> bounded_value (fun x => f x + g x).
Proof.
  intros [B [HB HBx]] [C [HC HCx]]. exists (B + C). split; [lra |]. intros x Hx.
  eapply Rle_trans; [apply Rabs_triang |]. specialize (HBx x Hx). specialize (HCx x Hx). lra.
Qed.
Lemma bounded_scale c f : bounded_value f -> bounded_value (fun x => c * f x).
Proof.
  intros [B [HB HBx]]. exists (Rabs c * B). pose proof (Rabs_pos c).
  split; [apply Rmult_le_pos; auto |]. intros x Hx. rewrite Rabs_mult. apply Rmult_le_compat_l; auto.
Qed.
Lemma bounded_constant c : bounded_value (fun _ => c).
Proof. exists (Rabs c). split; [apply Rabs_pos | intros; lra]. Qed.
Lemma bounded_ramp f : bounded_value f -> bounded_value (fun x => ramp (f x)).
Proof.
  intros [B [HB HBx]]. exists B. split; auto. intros x Hx. specialize (HBx x Hx).
  pose proof (ramp_nonneg (f x)). rewrite Rabs_right by lra.
  pose proof (Rle_abs (f x)). unfold ramp. apply Rmax_lub; lra.
Qed.
Lemma bounded_nth v q : bounded v -> bounded_value (fun x => nth q (v x) 0).
Proof. intros [B [HB HBx]]. exists B. split; auto. Qed.
Lemma bounded_same f g : (forall x, D x -> f x = g x) -> bounded_value g -> bounded_value f.
Proof. intros H [B [HB HBx]]. exists B. split; auto. intros x Hx. rewrite H; auto. Qed.

Section Window.
Variables (v : list R -> list R) (k m r : nat) (rho : R).
Hypothesis v_length : forall x, D x -> (k + m <= length (v x))%nat.
Hypothesis v_bounded : bounded v.
Hypothesis r_in : (r < m)%nat.
Hypothesis r_constant : forall x, D x -> nth (k + r) (v x) 0 = rho.   (* a reference in the window *)

(* Every affine function of the window. *)
Theorem realisable_affine c e : realisable v k m (fun x => sum m (fun q => c q * nth (k + q) (v x) 0) + e).
Proof.
  split; [apply bounded_plus; [apply bounded_sum; intros; now apply bounded_nth | apply bounded_constant] |].
  destruct v_bounded as [B [HB HBx]].
  set (g := fun u => if Nat.eqb u r then 1 - sum m (but r c) else c u).
  assert (Hg : sum m g = 1).
  { rewrite (sum_but m r) by auto. unfold g at 1. rewrite Nat.eqb_refl.
    replace (sum m (but r g)) with (sum m (but r c)); [lra |]. apply sum_ext. intros u _.
    unfold but, g. destruct (Nat.eqb u r); auto. }
  set (shift := e + c r * rho - g r * rho).
  set (low := Rmax (3 * (strength m g * B) + B + 1 - shift) 0).
  exists low. intros offset Ho.
  assert (H1 : 3 * (strength m g * B) + B + 1 - shift <= low) by apply Rmax_l.
  set (th := offset + shift).
  assert (HSB : 0 <= strength m g * B) by (apply Rmult_le_pos; [apply strength_nonneg | auto]).
  assert (Hth : 3 * (strength m g * B) + B < th) by (unfold th; lra).
  exists (reader k m g (fun _ => 0) th). split; [apply reader_window |]. split.
  { apply reader_proper; [lra |]. intros; lra. }
  intros x w Hx.
  assert (Hf : fires m g (fun u => nth (k + u) (v x) 0 + 0) th
                     (th + sum m (fun u => g u * (nth (k + u) (v x) 0 + 0)))).
  { apply affine_neuron with B; auto. intros u Hu. rewrite Rplus_0_r. auto. }
  rewrite (reader_time k m g (fun _ => 0) th (v x) w _ ltac:(lra) (v_length x Hx) Hf).
  f_equal. rewrite (sum_but m r _ r_in). rewrite (sum_but m r (fun q => c q * nth (k + q) (v x) 0) r_in).
  rewrite r_constant by auto.
  replace (sum m (but r (fun u => g u * (nth (k + u) (v x) 0 + 0))))
    with (sum m (but r (fun q => c q * nth (k + q) (v x) 0))).
  - unfold th, shift. lra.
  - apply sum_ext. intros u _. unfold but, g. destruct (Nat.eqb u r); lra.
Qed.

(* One break along the hyperplane M - v_j + e = 0, M any affine combination of the others. *)
Theorem realisable_leaky h j e kappa : (j < m)%nat -> -1 < kappa -> sum m (but j h) = 1 ->
  realisable v k m (fun x =>
    let M := sum m (but j (fun q => h q * nth (k + q) (v x) 0)) in
    M + kappa * ramp (M - nth (k + j) (v x) 0 + e)).
Proof.
  intros Hj Hk Hh.
  assert (HM : bounded_value (fun x => sum m (but j (fun q => h q * nth (k + q) (v x) 0)))).
  { apply bounded_same with (fun x => sum m (fun q => but j h q * nth (k + q) (v x) 0)).
    - intros x _. apply sum_ext. intros u _. unfold but. destruct (Nat.eqb u j); lra.
    - apply bounded_sum. intros; now apply bounded_nth. }
  split.
  { apply bounded_plus; auto. apply bounded_scale, bounded_ramp, bounded_plus; [| apply bounded_constant].
    apply bounded_same with (fun x => sum m (but j (fun q => h q * nth (k + q) (v x) 0)) + -1 * nth (k + j) (v x) 0).
    - intros; lra.
    - apply bounded_plus; auto. apply bounded_scale. now apply bounded_nth. }
  destruct v_bounded as [B [HB HBx]].
  set (g := fun u => if Nat.eqb u j then - kappa / (1 + kappa) else h u).
  set (low := Rmax (3 * (strength m g * B) + B + 1) (2 * B + Rabs e)). exists low. intros th Ho.
  assert (H1 : 3 * (strength m g * B) + B + 1 <= low) by apply Rmax_l.
  assert (H2 : 2 * B + Rabs e <= low) by apply Rmax_r.
  pose proof (Rle_abs e). pose proof (Rabs_pos e).
  assert (HSB : 0 <= strength m g * B) by (apply Rmult_le_pos; [apply strength_nonneg | auto]).
  set (d := fun u => if Nat.eqb u j then th - e else 0).
  exists (reader k m g d th). split; [apply reader_window |]. split.
  { apply reader_proper; [lra |]. intros u _. unfold d. destruct (Nat.eqb u j); lra. }
  intros x w Hx. set (a := fun u => nth (k + u) (v x) 0 + d u).
  assert (Haj : a j = nth (k + j) (v x) 0 + th - e) by (unfold a, d; rewrite Nat.eqb_refl; lra).
  pose proof (leaky_neuron m g a th B j kappa HB Hj Hk) as Hf. cbv zeta in Hf.
  assert (EM : sum m (but j (fun u => g u * a u)) = sum m (but j (fun q => h q * nth (k + q) (v x) 0))).
  { apply sum_ext. intros u _. unfold but, g, a, d. destruct (Nat.eqb u j); lra. }
  rewrite EM, Haj in Hf. set (M := sum m (but j (fun q => h q * nth (k + q) (v x) 0))) in *.
  rewrite (reader_time k m g d th (v x) w (th + M + kappa * ramp (th + M - (nth (k + j) (v x) 0 + th - e)))).
  - f_equal. cbv zeta. fold M. replace (th + M - (nth (k + j) (v x) 0 + th - e)) with (M - nth (k + j) (v x) 0 + e) by lra. lra.
  - lra.
  - auto.
  - apply Hf.
    + intros u Hu Hne. unfold a, d. destruct (Nat.eqb_spec u j); [contradiction |]. rewrite Rplus_0_r. auto.
    + specialize (HBx x Hx (k + j)%nat). pose proof (Rle_abs (- nth (k + j) (v x) 0)) as Hm.
      rewrite Rabs_Ropp in Hm. lra.
    + rewrite <- Hh. apply sum_ext. intros u _. unfold but, g. destruct (Nat.eqb u j); auto.
    + unfold g. now rewrite Nat.eqb_refl.
    + lra.
Qed.
End Window.

Lemma realisable_same v k m f g : (forall x, D x -> f x = g x) -> realisable v k m g -> realisable v k m f.
Proof.
  intros H [HB [low Hl]]. split; [now apply bounded_same with g |]. exists low. intros o Ho.
  destruct (Hl o Ho) as [nu [H1 [H2 H3]]]. exists nu. split; auto. split; auto. intros x w Hx.
  rewrite H by auto. auto.
Qed.

(* A layer of neurons with one common offset. *)
Theorem realise_layer v k m fs : Forall (realisable v k m) fs ->
  exists low, forall offset, low <= offset -> exists nus,
    length nus = length fs /\ Forall (reads_window k m) nus /\ Forall proper_neuron nus /\
    forall x, D x -> fire_all nus (map Some (v x)) = map Some (v x ++ map (fun f => offset + f x) fs).
Proof.
  intros HF.
  assert (G : exists low, forall offset, low <= offset -> exists nus,
    length nus = length fs /\ Forall (reads_window k m) nus /\ Forall proper_neuron nus /\
    forall x w, D x -> fire_all nus (map Some (v x ++ w)) = map Some (v x ++ w ++ map (fun f => offset + f x) fs)).
  { induction HF as [| f fs [_ [low1 H1]] HF [low2 IH]].
    - exists 0. intros o _. exists []. repeat split; auto. intros x w _. simpl. now rewrite app_nil_r.
    - exists (Rmax low1 low2). intros o Ho. pose proof (Rmax_l low1 low2). pose proof (Rmax_r low1 low2).
      destruct (H1 o ltac:(lra)) as [nu [A1 [A2 A3]]]. destruct (IH o ltac:(lra)) as [nus [B1 [B2 [B3 B4]]]].
      exists (nu :: nus). repeat split; auto; [simpl; now rewrite B1 |]. intros x w Hx. simpl.
      rewrite A3 by auto. change [Some (o + f x)] with (map Some [o + f x]).
      rewrite <- map_app, <- app_assoc, B4 by auto. now rewrite <- app_assoc. }
  destruct G as [low G]. exists low. intros o Ho. destruct (G o Ho) as [nus [A [B [C E]]]].
  exists nus. repeat split; auto. intros x Hx. specialize (E x [] Hx). rewrite app_nil_r in E. exact E.
Qed.
End Realisable.
