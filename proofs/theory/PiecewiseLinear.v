(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* T1: every spiking network (any depth, width, signs, silent neurons included) and every ReLU
   network is piecewise linear: finitely many polyhedra cover R^d, and on each the output is one
   affine map, or the network never fires. *)
From Coq Require Import Reals Lra Lia PeanoNat Bool List.
Require Import Polyspike.theory.Sum Polyspike.theory.Neuron Polyspike.theory.Region.
Require Import Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Import ListNotations.
Open Scope R_scope.

(* The affine function constant + coefficients . x *)
Record affine_form := AffineForm { constant : R; coefficients : list R }.
Definition value_at (f : affine_form) (x : list R) : R := constant f + dot (coefficients f) x.

(* The half-space f >= 0, or f > 0. *)
Inductive half_space := AtLeastZero (f : affine_form) | Positive (f : affine_form).
Definition satisfies (x : list R) (h : half_space) : Prop :=
  match h with AtLeastZero f => 0 <= value_at f x | Positive f => 0 < value_at f x end.
Definition polyhedron := list half_space.
Definition inside (P : polyhedron) (x : list R) : Prop := Forall (satisfies x) P.

(* An affine map, or None: never. *)
Definition piece_value (v : option affine_form) (x : list R) : time := option_map (fun f => value_at f x) v.

Section PiecewiseLinear.
Variable d : nat.

Definition piecewise_linear_on (C : polyhedron) (f : list R -> time) : Prop :=
  exists pieces : list (polyhedron * option affine_form),
    (forall x, length x = d -> inside C x -> exists p, In p pieces /\ inside (fst p) x) /\
    (forall p x, In p pieces -> length x = d -> inside C x -> inside (fst p) x -> f x = piece_value (snd p) x).
Definition piecewise_linear (f : list R -> time) : Prop := piecewise_linear_on [] f.

Definition within (C D : polyhedron) : Prop := forall x, inside C x -> inside D x.
Definition affine_on (C : polyhedron) (h : list R -> R) : Prop :=
  exists f, forall x, length x = d -> inside C x -> h x = value_at f x.
Definition one_piece_on (C : polyhedron) (f : list R -> time) : Prop :=
  exists v, forall x, length x = d -> inside C x -> f x = piece_value v x.

Lemma within_refl C : within C C. Proof. intros x; auto. Qed.
Lemma within_trans C D E : within C D -> within D E -> within C E. Proof. intros H K x; auto. Qed.
Lemma within_cons h C : within (h :: C) C.
Proof. intros x H. now inversion H. Qed.
Lemma affine_within C D h : within C D -> affine_on D h -> affine_on C h.
Proof. intros HW [f Hf]. exists f. auto. Qed.
Lemma one_piece_within C D f : within C D -> one_piece_on D f -> one_piece_on C f.
Proof. intros HW [v Hv]. exists v. auto. Qed.

Lemma one_piece C f : one_piece_on C f -> piecewise_linear_on C f.
Proof.
  intros [v Hv]. exists [([], v)]. split.
  - intros x _ _. exists ([], v). split; [left; auto | constructor].
  - intros p x [<- | []] Hx HC _. auto.
Qed.
Lemma same_on C f g : (forall x, length x = d -> inside C x -> f x = g x) ->
  piecewise_linear_on C g -> piecewise_linear_on C f.
Proof.
  intros H [ps [H1 H2]]. exists ps. split; auto. intros p x Hp Hx HC Hi. rewrite H by auto. auto.
Qed.

(* ---- algebra of affine forms ---- *)
Fixpoint add_lists (u v : list R) : list R :=
  match u, v with
  | [], v => v
  | u, [] => u
  | p :: u', q :: v' => (p + q) :: add_lists u' v'
  end.
Lemma dot_add u : forall v x, dot (add_lists u v) x = dot u x + dot v x.
Proof. induction u as [| p u IH]; intros [| q v] [| y x]; simpl; try lra. rewrite IH. lra. Qed.
Lemma dot_scaled c u : forall x, dot (map (Rmult c) u) x = c * dot u x.
Proof. induction u as [| p u IH]; intros [| y x]; simpl; try lra. rewrite IH. lra. Qed.

Lemma affine_constant C c : affine_on C (fun _ => c).
Proof. exists (AffineForm c []). intros. unfold value_at. simpl. lra. Qed.
Lemma affine_plus C g h : affine_on C g -> affine_on C h -> affine_on C (fun x => g x + h x).
Proof.
  intros [f Hf] [k Hk]. exists (AffineForm (constant f + constant k) (add_lists (coefficients f) (coefficients k))).
  intros x Hx HC. unfold value_at; simpl. rewrite Hf, Hk, dot_add by auto. unfold value_at. lra.
Qed.
Lemma affine_scale C c g : affine_on C g -> affine_on C (fun x => c * g x).
Proof.
  intros [f Hf]. exists (AffineForm (c * constant f) (map (Rmult c) (coefficients f))).
  intros x Hx HC. unfold value_at; simpl. rewrite Hf, dot_scaled by auto. unfold value_at. lra.
Qed.
Lemma affine_same C g h : (forall x, length x = d -> inside C x -> g x = h x) -> affine_on C h -> affine_on C g.
Proof. intros H [f Hf]. exists f. intros. rewrite H by auto. auto. Qed.
Lemma affine_minus C g h : affine_on C g -> affine_on C h -> affine_on C (fun x => g x - h x).
Proof.
  intros Hg Hh. apply affine_same with (fun x => g x + (-1) * h x); [intros; lra |].
  apply affine_plus; auto. now apply affine_scale.
Qed.
Lemma affine_sum C n (g : nat -> list R -> R) : (forall u, (u < n)%nat -> affine_on C (g u)) ->
  affine_on C (fun x => sum n (fun u => g u x)).
Proof.
  induction n as [| n IH]; intros H; simpl; [apply affine_constant |].
  apply affine_plus; [apply IH; intros; apply H; lia | apply H; lia].
Qed.
Lemma dot_unit i : forall x, dot (repeat 0 i ++ [1]) x = nth i x 0.
Proof. induction i as [| i IH]; intros [| y x]; simpl; try lra. rewrite IH. lra. Qed.
Lemma affine_coordinate C i : affine_on C (fun x => nth i x 0).
Proof. exists (AffineForm 0 (repeat 0 i ++ [1])). intros. unfold value_at; simpl. rewrite dot_unit. lra. Qed.
Lemma affine_dot C v : affine_on C (fun x => dot v x).
Proof. exists (AffineForm 0 v). intros. unfold value_at; simpl. lra. Qed.

(* ---- case distinctions: it is enough to prove a function piecewise linear on both sides ---- *)
Definition opposite (f : affine_form) : affine_form := AffineForm (-1 * constant f) (map (Rmult (-1)) (coefficients f)).
Lemma value_opposite f x : value_at (opposite f) x = - value_at f x.
Proof. unfold value_at, opposite; simpl. rewrite dot_scaled. lra. Qed.

Lemma case_sign C h f : affine_on C h ->
  (forall D, within D C -> (forall x, length x = d -> inside D x -> 0 <= h x) -> piecewise_linear_on D f) ->
  (forall D, within D C -> (forall x, length x = d -> inside D x -> h x < 0) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  intros [g Hg] H1 H2. set (P := AtLeastZero g). set (N := Positive (opposite g)).
  destruct (H1 (P :: C)) as [ps [A1 A2]]; [apply within_cons | |].
  { intros x Hx HI. inversion HI; subst. simpl in H3. rewrite Hg by auto. auto. }
  destruct (H2 (N :: C)) as [ns [B1 B2]]; [apply within_cons | |].
  { intros x Hx HI. inversion HI; subst. simpl in H3. rewrite value_opposite in H3. rewrite Hg by auto. lra. }
  exists (map (fun p => (P :: fst p, snd p)) ps ++ map (fun p => (N :: fst p, snd p)) ns). split.
  - intros x Hx HC. destruct (Rle_dec 0 (value_at g x)) as [Hs | Hs].
    + destruct (A1 x Hx) as [p [Hp Hi]]; [constructor; auto |].
      exists (P :: fst p, snd p). split; [| constructor; auto].
      apply in_app_iff. left. apply in_map_iff. eauto.
    + assert (HN : satisfies x N) by (simpl; rewrite value_opposite; lra).
      destruct (B1 x Hx) as [p [Hp Hi]]; [constructor; auto |].
      exists (N :: fst p, snd p). split; [| constructor; auto].
      apply in_app_iff. right. apply in_map_iff. eauto.
  - intros p x Hp Hx HC Hi. apply in_app_iff in Hp.
    destruct Hp as [Hp | Hp]; apply in_map_iff in Hp; destruct Hp as [q [<- Hq]]; simpl in *;
      inversion Hi; subst.
    + apply (A2 q x); auto. constructor; auto.
    + apply (B2 q x); auto. constructor; auto.
Qed.

(* It is enough to treat the parts where ramp (h x) is affine. *)
Lemma case_ramp C h f : affine_on C h ->
  (forall D, within D C -> affine_on D (fun x => ramp (h x)) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  intros Hh H. apply (case_sign C h); auto; intros D HD HS; apply H; auto.
  - apply affine_same with h; [intros; apply ramp_pos; auto | now apply affine_within with C].
  - apply affine_same with (fun _ => 0); [| apply affine_constant].
    intros x Hx HI. apply ramp_neg. specialize (HS x Hx HI). lra.
Qed.

(* The potential at an affine time, the arrivals being affine. *)
Lemma case_potential C n w (a : list R -> nat -> R) t f : affine_on C t ->
  (forall u, (u < n)%nat -> affine_on C (fun x => a x u)) ->
  (forall D, within D C -> affine_on D (fun x => potential n w (a x) (t x)) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  unfold potential. revert C. induction n as [| n IH]; intros C Ht Ha H; simpl in *.
  - apply H; [apply within_refl | apply affine_constant].
  - apply IH; auto. intros D HD Hsum.
    apply (case_ramp D (fun x => t x - a x n)).
    + apply affine_within with C; auto. apply affine_minus; auto.
    + intros E HE Hr. apply H; [now apply within_trans with D |].
      apply affine_plus; [now apply affine_within with D | now apply affine_scale].
Qed.

Lemma affine_candidate C n w (a : list R -> nat -> R) th E :
  (forall u, (u < n)%nat -> affine_on C (fun x => a x u)) ->
  affine_on C (fun x => candidate n w (a x) th E).
Proof.
  intros Ha. apply affine_same with (fun x => / weight_of n w E * (th + moment_of n w (a x) E)).
  - intros. unfold candidate. lra.
  - apply affine_scale, affine_plus; [apply affine_constant |].
    unfold moment_of. apply (affine_sum C n (fun u x => if E u then w u * a x u else 0)).
    intros u Hu. destruct (E u); [apply affine_scale; auto | apply affine_constant].
Qed.

(* One neuron with affine arrivals. *)
Lemma case_firing_time C n w (a : list R -> nat -> R) th f :
  (forall u, (u < n)%nat -> affine_on C (fun x => a x u)) ->
  (forall D, within D C -> one_piece_on D (fun x => firing_time n w (a x) th) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  unfold firing_time. generalize (masks n) as ms. intros ms. revert C.
  induction ms as [| m ms IH]; intros C Ha H; simpl in *.
  - apply H; [apply within_refl |]. exists None. auto.
  - apply IH; auto. intros D HD HR. set (E := set_of m) in *.
    assert (HaD : forall u, (u < n)%nat -> affine_on D (fun x => a x u))
      by (intros; apply affine_within with C; auto).
    set (rest := fun x => fold_right earlier None (map (fun k => attempt n w (a x) th (set_of k)) ms)).
    destruct (Rlt_dec 0 (weight_of n w E)) as [HW | HW].
    + assert (Hc : affine_on D (fun x => candidate n w (a x) th E)) by now apply affine_candidate.
      apply (case_potential D n w a (fun x => candidate n w (a x) th E)); auto.
      intros D1 HD1 HP.
      apply (case_sign D1 (fun x => potential n w (a x) (candidate n w (a x) th E) - th)).
      * apply affine_minus; [auto | apply affine_constant].
      * intros D2 HD2 HS.
        assert (HA : forall x, length x = d -> inside D2 x -> attempt n w (a x) th E = Some (candidate n w (a x) th E)).
        { intros x Hx HI. unfold attempt. destruct (Rlt_dec _ _); [| contradiction].
          specialize (HS x Hx HI). destruct (Rle_dec _ _); [auto | lra]. }
        assert (W2 : within D2 D) by (apply within_trans with D1; auto).
        destruct (one_piece_within _ _ _ W2 HR) as [[v |] Hv].
        -- apply (case_sign D2 (fun x => candidate n w (a x) th E - value_at v x)).
           ++ apply affine_minus; [now apply affine_within with D | exists v; auto].
           ++ intros D3 HD3 HS3. apply H; [apply within_trans with D2; auto; apply within_trans with D; auto |].
              exists (Some v). intros x Hx HI. rewrite HA by auto. rewrite Hv by auto. simpl.
              f_equal. apply Rmin_right. specialize (HS3 x Hx HI). simpl in HS3. lra.
           ++ intros D3 HD3 HS3. apply H; [apply within_trans with D2; auto; apply within_trans with D; auto |].
              destruct Hc as [c Hc]. exists (Some c). intros x Hx HI. rewrite HA by auto. rewrite Hv by auto. simpl.
              f_equal. rewrite <- Hc by auto. apply Rmin_left. specialize (HS3 x Hx HI). simpl in HS3. lra.
        -- apply H; [apply within_trans with D; auto |].
           destruct Hc as [c Hc]. exists (Some c). intros x Hx HI. rewrite HA by auto. rewrite Hv by auto. simpl.
           f_equal. auto.
      * intros D2 HD2 HS. apply H; [apply within_trans with D1; auto; apply within_trans with D; auto |].
        destruct HR as [v Hv]. exists v. intros x Hx HI.
        assert (HA : attempt n w (a x) th E = None).
        { unfold attempt. destruct (Rlt_dec _ _); [| contradiction].
          specialize (HS x Hx HI). simpl in HS. destruct (Rle_dec _ _); [lra | auto]. }
        rewrite HA. simpl. apply Hv; auto.
    + apply H; auto. destruct HR as [v Hv]. exists v. intros x Hx HI.
      assert (HA : attempt n w (a x) th E = None).
      { unfold attempt. destruct (Rlt_dec _ _); [contradiction | auto]. }
      rewrite HA. simpl. apply Hv; auto.
Qed.

(* ---- spiking networks ---- *)
Definition all_one_piece (C : polyhedron) (F : list R -> list time) : Prop :=
  (exists k, forall x, length x = d -> length (F x) = k) /\
  forall i, one_piece_on C (fun x => nth i (F x) None).

Lemma case_neuron C F nu f : 0 < threshold nu -> all_one_piece C F ->
  (forall D, within D C -> one_piece_on D (fun x => neuron_time nu (F x)) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  intros Hth [_ HF] H.
  (* which sources fire does not depend on x in C *)
  set (n := length (synapses nu)). set (syn := synapses nu).
  assert (K : forall m, (m <= n)%nat -> exists w, forall x u, length x = d -> inside C x -> (u < m)%nat -> effective_weight syn (F x) u = w u).
  { induction m as [| m IH]; intros Hm; [exists (fun _ => 0); intros; lia |].
    destruct (IH ltac:(lia)) as [w Hw]. destruct (HF (source (nth m syn null))) as [v Hv].
    exists (fun u => if Nat.eqb u m then (match v with Some _ => weight (nth m syn null) | None => 0 end) else w u).
    intros x u Hx HI Hu. destruct (Nat.eqb_spec u m) as [-> |]; [| apply Hw; auto; lia].
    unfold effective_weight. rewrite Hv by auto. destruct v; reflexivity. }
  destruct (K n (le_n n)) as [w Hw].
  apply (case_firing_time C n w (fun x => arrival syn (F x)) (threshold nu)).
  - intros u Hu. destruct (HF (source (nth u syn null))) as [[v |] Hv].
    + apply affine_same with (fun x => value_at v x + delay (nth u syn null)).
      * intros x Hx HI. unfold arrival. rewrite Hv by auto. reflexivity.
      * apply affine_plus; [exists v; auto | apply affine_constant].
    + apply affine_same with (fun _ => 0); [| apply affine_constant].
      intros x Hx HI. unfold arrival. rewrite Hv by auto. reflexivity.
  - intros D HD [v Hv]. apply H; auto. exists v. intros x Hx HI. rewrite <- Hv by auto.
    unfold neuron_time. apply firing_time_ext; auto.
Qed.

Lemma case_fire_all ns : Forall (fun nu => 0 < threshold nu) ns -> forall C F f, all_one_piece C F ->
  (forall D, within D C -> all_one_piece D (fun x => fire_all ns (F x)) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  induction 1 as [| nu ns Hth HP IH]; intros C F f HF H; simpl in *.
  - apply H; auto using within_refl.
  - apply (case_neuron C F nu); auto. intros D HD Hnu.
    apply (IH D (fun x => F x ++ [neuron_time nu (F x)])).
    + destruct HF as [[k Hk] HF]. split.
      * exists (S k). intros x Hx. rewrite app_length, Hk by auto. simpl. lia.
      * intros i. destruct (Nat.lt_trichotomy i k) as [Hi | [-> | Hi]].
        -- destruct (HF i) as [v Hv]. exists v. intros x Hx HI. rewrite app_nth1 by (rewrite Hk; auto).
           apply Hv; auto.
        -- destruct Hnu as [v Hv]. exists v. intros x Hx HI. rewrite app_nth2 by (rewrite Hk; auto; lia).
           rewrite Hk, Nat.sub_diag by auto. simpl. auto.
        -- exists None. intros x Hx HI. rewrite nth_overflow; auto. rewrite app_length, Hk by auto. simpl. lia.
    + intros E HE HA. apply H; auto. now apply within_trans with D.
Qed.

Theorem spiking_network_piecewise_linear net o : inputs net = d ->
  Forall (fun nu => 0 < threshold nu) (neurons net) ->
  piecewise_linear (fun x => output_value net x o).
Proof.
  intros Hd HP. unfold piecewise_linear, output_value, firing_times.
  apply (case_fire_all (neurons net) HP [] (initial_times net)).
  - split; [exists (d + length (references net))%nat; intros x Hx; rewrite initial_times_length; lia |].
    intros i. destruct (Nat.lt_ge_cases i d) as [Hi | Hi].
    + destruct (affine_plus [] _ _ (affine_constant [] (input_time net)) (affine_coordinate [] i)) as [v Hv].
      exists (Some v). intros x Hx HI. simpl. rewrite <- Hv by auto. unfold initial_times.
      rewrite app_nth1 by (rewrite map_length; lia).
      rewrite nth_indep with (d' := Some (input_time net + 0)) by (rewrite map_length; lia).
      exact (map_nth (fun xi => Some (input_time net + xi)) x 0 i).
    + exists (match nth (i - d) (map Some (references net)) None with
              | Some c => Some (AffineForm c []) | None => None end).
      intros x Hx HI. unfold initial_times. rewrite app_nth2 by (rewrite map_length; lia).
      rewrite map_length, Hx. destruct (nth (i - d) _ None); simpl; auto. unfold value_at; simpl. f_equal. lra.
  - intros D _ [_ HA]. apply one_piece. destruct (HA o) as [[v |] Hv].
    + destruct (affine_minus D (fun x => value_at v x) (fun _ => output_time net)) as [g Hg];
        [exists v; auto | apply affine_constant |].
      exists (Some g). intros x Hx HI. rewrite Hv by auto. simpl. f_equal. now apply Hg.
    + exists None. intros x Hx HI. rewrite Hv by auto. reflexivity.
Qed.

(* ---- ReLU networks ---- *)
Definition all_affine (C : polyhedron) (F : list R -> list R) : Prop := forall i, affine_on C (fun x => nth i (F x) 0).

Lemma affine_dot_values C v : forall F k, (forall x, length x = d -> length (F x) = k) -> all_affine C F -> affine_on C (fun x => dot v (F x)).
Proof.
  intros F k Hk HF.
  assert (E : forall v y, dot v y = sum (length y) (fun i => nth i v 0 * nth i y 0)).
  { clear. induction v as [| c v IH]; intros y; simpl.
    - rewrite sum_zero; auto. intros [| i] _; lra.
    - destruct y as [| p y]; simpl length; [reflexivity |]. rewrite sum_first. simpl. now rewrite IH. }
  apply affine_same with (fun x => sum k (fun i => nth i v 0 * nth i (F x) 0)).
  - intros x Hx HI. rewrite E, Hk by auto. reflexivity.
  - apply (affine_sum C k (fun i x => nth i v 0 * nth i (F x) 0)). intros i _. apply affine_scale, HF.
Qed.

Lemma case_relu_layer l : forall C F k f, (forall x, length x = d -> length (F x) = k) -> all_affine C F ->
  (forall D, within D C -> all_affine D (fun x => relu_layer l (F x)) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  induction l as [| r l IH]; intros C F k f Hk HF H.
  - apply H; [apply within_refl |]. intros [| i]; exact (affine_constant C 0).
  - apply (IH C F k); auto. intros D HD HA.
    apply (case_ramp D (fun x => dot (fst r) (F x) + snd r)).
    + apply affine_plus; [| apply affine_constant]. apply affine_dot_values with k; auto.
      intros i. now apply affine_within with C.
    + intros E HE HR. apply H; [now apply within_trans with D |]. intros [| i].
      * exact HR.
      * apply affine_within with D; auto. exact (HA i).
Qed.

Lemma case_hidden ls : forall C F k f, (forall x, length x = d -> length (F x) = k) -> all_affine C F ->
  (forall D m, within D C -> (forall x, length x = d -> length (hidden_values ls (F x)) = m) ->
     all_affine D (fun x => hidden_values ls (F x)) -> piecewise_linear_on D f) ->
  piecewise_linear_on C f.
Proof.
  induction ls as [| l ls IH]; intros C F k f Hk HF H; simpl in *.
  - apply (H C k); auto using within_refl.
  - apply (case_relu_layer l C F k); auto. intros D HD HA.
    apply (IH D (fun x => relu_layer l (F x)) (length l)); auto.
    + intros x _. unfold relu_layer, affine. now rewrite !map_length.
    + intros E m HE Hm HB. apply (H E m); auto. now apply within_trans with D.
Qed.

Theorem relu_network_piecewise_linear net o : piecewise_linear (fun x => Some (nth o (relu_output net x) 0)).
Proof.
  unfold piecewise_linear. apply (case_hidden (hidden net) [] (fun x => x) d); auto.
  - intros i. apply affine_coordinate.
  - intros D m _ Hm HA. apply one_piece. unfold relu_output, affine.
    destruct (Nat.lt_ge_cases o (length (output_layer net))) as [Ho | Ho].
    + set (r := nth o (output_layer net) ([], 0)).
      destruct (affine_plus D (fun x => dot (fst r) (hidden_values (hidden net) x)) (fun _ => snd r)) as [g Hg];
        [now apply affine_dot_values with m | apply affine_constant |].
      exists (Some g). intros x Hx HI. simpl. f_equal. rewrite <- Hg by auto.
      set (h := hidden_values (hidden net) x).
      rewrite nth_indep with (d' := dot (fst (@nil R, 0)) h + snd (@nil R, 0)) by (rewrite map_length; auto).
      exact (map_nth (fun r => dot (fst r) h + snd r) (output_layer net) (@nil R, 0) o).
    + exists (Some (AffineForm 0 [])). intros x Hx HI. rewrite nth_overflow by (rewrite map_length; auto).
      simpl. f_equal. unfold value_at; simpl. lra.
Qed.
End PiecewiseLinear.
