(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* What an accepted certificate proves: the exact number of cells (activation patterns with a
   full-dimensional region), bounds on outputs, and equality of outputs. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.Region Polyspike.theory.SpikingNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover.
Require Import Polyspike.checker.Kernel Polyspike.checker.KernelSound.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ evidence at a leaf *)
(* A point p / q in homogeneous coordinates q :: p, and one list of multipliers per bound. *)
Record evidence := Evidence { interior : list Z; proofs : list multipliers }.

Definition counted (d : nat) (pc : piece evidence) : bool :=
  match pc with
  | Region l => is_interior d (cell l) (interior (payload l))
  | Thin v => is_sloped d v
  end.
Fixpoint patterns (Ls : list (piece evidence)) : list (list decision) :=
  match Ls with [] => [] | Region l :: Ls' => decisions l :: patterns Ls' | Thin _ :: Ls' => patterns Ls' end.

(* ------------------------------------------------------------------ cells *)
Definition in_ball (d : nat) (c : list R) (r : R) (x : list R) : Prop :=
  length x = d /\ forall i, (i < d)%nat -> Rabs (nth i x 0 - nth i c 0) < r.

(* A cell: a pattern that holds on a ball inside the domain. *)
Definition is_cell (p : program) (domain : list constraint) (pat : list decision) : Prop :=
  exists c r, length c = dimension p /\ 0 < r /\
    forall x, in_ball (dimension p) c r x -> in_domain p domain x /\ activation p x = pat.

Definition norm (v : vec) : R := fold_right (fun k s => Rabs (IZR k) + s) 0 v.
Lemma norm_nonneg v : 0 <= norm v.
Proof. induction v as [| k v IH]; simpl; [lra | pose proof (Rabs_pos (IZR k)); lra]. Qed.

Lemma apply_close v : forall x y r, length x = length y -> 0 <= r ->
  (forall i, (i < length x)%nat -> Rabs (nth i x 0 - nth i y 0) <= r) -> Rabs (apply v x - apply v y) <= norm v * r.
Proof.
  induction v as [| k v IH]; intros x y r Hl Hr H; simpl.
  - rewrite Rminus_0_r, Rabs_R0. lra.
  - destruct x as [| p x], y as [| q y]; simpl in Hl; try discriminate.
    + rewrite Rminus_0_r, Rabs_R0. pose proof (norm_nonneg v). pose proof (Rabs_pos (IZR k)). apply Rmult_le_pos; lra.
    + specialize (IH x y r ltac:(lia) Hr ltac:(intros i Hi; apply (H (S i)); simpl; lia)).
      pose proof (H 0%nat ltac:(simpl; lia)) as H0. simpl in H0.
      replace (IZR k * p + apply v x - (IZR k * q + apply v y)) with (IZR k * (p - q) + (apply v x - apply v y)) by lra.
      eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_mult.
      assert (Rabs (IZR k) * Rabs (p - q) <= Rabs (IZR k) * r) by (apply Rmult_le_compat_l; [apply Rabs_pos | auto]). lra.
Qed.
Lemma apply_close_point v x c r : length x = length c -> 0 <= r ->
  (forall i, (i < length x)%nat -> Rabs (nth i x 0 - nth i c 0) <= r) ->
  Rabs (apply v (1 :: x) - apply v (1 :: c)) <= norm v * r.
Proof.
  intros Hl Hr H. apply apply_close; simpl; auto. intros [| i] Hi; simpl; [rewrite Rminus_eq_0, Rabs_R0; lra |].
  apply H. lia.
Qed.

(* What is > 0 at a point is > 0 around it. *)
Lemma positive_around d v c : length c = d -> 0 < apply v (1 :: c) ->
  exists r, 0 < r /\ forall x, in_ball d c r x -> 0 < apply v (1 :: x).
Proof.
  intros Hc H. pose proof (norm_nonneg v) as Hn. set (g := apply v (1 :: c)) in *.
  exists (g / (norm v + 1)). assert (Hr : 0 < g / (norm v + 1)) by (apply Rdiv_lt_0_compat; lra). split; auto.
  intros x [Hx Hb].
  pose proof (apply_close_point v x c (g / (norm v + 1)) ltac:(congruence) ltac:(lra)) as K.
  assert (K' : Rabs (apply v (1 :: x) - g) <= norm v * (g / (norm v + 1))).
  { apply K. intros i Hi. rewrite Hx in Hi. specialize (Hb i Hi). lra. }
  assert ((norm v + 1) * (g / (norm v + 1)) = g) by (field; lra).
  pose proof (Rle_abs (- (apply v (1 :: x) - g))) as A. rewrite Rabs_Ropp in A. lra.
Qed.

Lemma inside_around d rows c : length c = d -> inside rows (1 :: c) ->
  exists r, 0 < r /\ forall x, in_ball d c r x -> inside rows (1 :: x).
Proof.
  intros <-. induction rows as [| h rows IH]; intros H.
  - exists 1. split; [lra |]. intros; constructor.
  - pose proof (Forall_inv H) as Hh. cbv beta in Hh. destruct (IH (Forall_inv_tail H)) as [r [Hr Hb]]. apply holds_sharp in Hh.
    assert (G : exists s, 0 < s /\ forall x, in_ball (length c) c s x -> holds (sharp h) (1 :: x)).
    { destruct (is_constant (vector h)) eqn:E.
      - exists 1. split; [lra |]. intros x _. apply holds_sharp. rewrite E. unfold holds in *. fold (at_point (vector h) c) in Hh.
        fold (at_point (vector h) x). now rewrite (constant_value _ x c E).
      - destruct (positive_around (length c) (vector h) c eq_refl Hh) as [s [Hs Hsb]]. exists s. split; auto. intros x Hx.
        apply holds_sharp. rewrite E. exact (Hsb x Hx). }
    destruct G as [s [Hs Hsb]]. exists (Rmin r s). split; [apply Rmin_glb_lt; auto |].
    intros x [Hx Hxb]. apply Forall_cons.
    + apply Hsb. split; auto. intros i Hi. specialize (Hxb i Hi). pose proof (Rmin_r r s). lra.
    + apply Hb. split; auto. intros i Hi. specialize (Hxb i Hi). pose proof (Rmin_l r s). lra.
Qed.
Lemma interior_ball d rows p : is_interior d rows p = true ->
  exists c r, length c = d /\ 0 < r /\ forall x, in_ball d c r x -> inside rows (1 :: x).
Proof.
  intros H. destruct (interior_point d rows p H) as [c [C1 [C2 _]]]. destruct (inside_around d rows c C1 C2) as [r [R1 R2]]. eauto.
Qed.

(* ---- finitely many hyperplanes do not cover a ball ---- *)
Lemma avoid_hyperplane d v c r : length c = d -> 0 < r -> is_sloped d v = true ->
  exists c' r', length c' = d /\ 0 < r' /\
    forall x, in_ball d c' r' x -> in_ball d c r x /\ apply v (1 :: x) <> 0.
Proof.
  intros Hc Hr Hs.
  assert (G : exists c', length c' = d /\ (forall i, (i < d)%nat -> Rabs (nth i c' 0 - nth i c 0) <= r / 2) /\ apply v (1 :: c') <> 0).
  { destruct (Req_dec (apply v (1 :: c)) 0) as [E | E].
    - destruct (sloped_coordinate d v Hs) as [i [k [Hi [Hk HE]]]]. exists (set_nth i (nth i c 0 + r / 2) c).
      split; [now rewrite set_nth_length |]. split.
      + intros q Hq. destruct (Nat.eq_dec i q) as [<- | Hne].
        * rewrite set_nth_same by lia. replace (nth i c 0 + r / 2 - nth i c 0) with (r / 2) by lra. rewrite Rabs_right; lra.
        * rewrite set_nth_other by auto. rewrite Rminus_eq_0, Rabs_R0. lra.
      + specialize (HE c (nth i c 0 + r / 2) Hc). intros E0. rewrite E0, E in HE.
        assert (k * (r / 2) = 0) by lra. apply Rmult_integral in H. destruct H; lra.
    - exists c. split; auto. split; auto. intros i _. rewrite Rminus_eq_0, Rabs_R0. lra. }
  destruct G as [c' [Hc' [Hnear Hne]]].
  assert (B : exists s, 0 < s /\ forall x, in_ball d c' s x -> apply v (1 :: x) <> 0).
  { destruct (Rlt_dec 0 (apply v (1 :: c'))) as [Hp | Hp].
    - destruct (positive_around d v c' Hc' Hp) as [s [Hs1 Hs2]]. exists s. split; auto. intros x Hx. specialize (Hs2 x Hx). lra.
    - destruct (positive_around d (scale (-1) v) c' Hc') as [s [Hs1 Hs2]]; [rewrite apply_scale; lra |].
      exists s. split; auto. intros x Hx. specialize (Hs2 x Hx). rewrite apply_scale in Hs2. lra. }
  destruct B as [s [Hs1 Hs2]]. exists c', (Rmin s (r / 2)). split; auto. split; [apply Rmin_glb_lt; lra |].
  intros x [Hx Hb]. pose proof (Rmin_l s (r / 2)). pose proof (Rmin_r s (r / 2)). split.
  - split; auto. intros i Hi. specialize (Hb i Hi). specialize (Hnear i Hi).
    replace (nth i x 0 - nth i c 0) with (nth i x 0 - nth i c' 0 + (nth i c' 0 - nth i c 0)) by lra.
    eapply Rle_lt_trans; [apply Rabs_triang |]. lra.
  - apply Hs2. split; auto. intros i Hi. specialize (Hb i Hi). lra.
Qed.
Lemma avoid_hyperplanes d vs : Forall (fun v => is_sloped d v = true) vs -> forall c r, length c = d -> 0 < r ->
  exists x, in_ball d c r x /\ Forall (fun v => apply v (1 :: x) <> 0) vs.
Proof.
  induction 1 as [| v vs Hv HF IH]; intros c r Hc Hr.
  - exists c. split; [| constructor]. split; auto. intros i _. rewrite Rminus_eq_0, Rabs_R0. auto.
  - destruct (avoid_hyperplane d v c r Hc Hr Hv) as [c' [r' [H1 [H2 H3]]]].
    destruct (IH c' r' H1 H2) as [x [Hx HFx]]. destruct (H3 x Hx) as [A B]. exists x. split; auto.
Qed.

Definition hyperplanes (Ls : list (piece evidence)) : list vec :=
  flat_map (fun p => match p with Thin v => [v] | Region _ => [] end) Ls.

Lemma decision_eq_dec (a b : decision) : {a = b} + {a <> b}.
Proof. decide equality. apply list_eq_dec, bool_dec. Qed.

(* Points outside these are inside the leaf that has them, if all leaves have an inner point. *)
Definition borders (d : nat) (Ls : list (piece evidence)) : list vec :=
  hyperplanes Ls ++ flat_map (fun p => match p with
    | Region l => filter (is_sloped d) (sloped_rows (cell l)) | Thin _ => [] end) Ls.
Lemma unsloped_value d v x y : is_sloped d v = false -> length x = d -> length y = d -> at_point v x = at_point v y.
Proof.
  unfold is_sloped. intros H Hx Hy. apply negb_false_iff in H. unfold at_point. rewrite !apply_hd. f_equal.
  assert (Z : forall d v x, is_zero (firstn d v) = true -> length x = d -> apply v x = 0).
  { clear. induction d as [| d IH]; intros v [| y x] H Hl; simpl in Hl; try discriminate; [apply apply_nil |].
    destruct v as [| k v]; simpl in *; auto. apply andb_true_iff in H. destruct H as [H1 H2]. apply Z.eqb_eq in H1. subst.
    rewrite (IH v x H2) by lia. lra. }
  now rewrite !(Z d).
Qed.
Lemma inside_off_borders d Ls l x : In (Region l) Ls -> is_interior d (cell l) (interior (payload l)) = true -> length x = d ->
  all_hold (cell l) (1 :: x) -> Forall (fun v => apply v (1 :: x) <> 0) (borders d Ls) -> inside (cell l) (1 :: x).
Proof.
  intros Hl Hi Lx Hc HN. destruct (interior_point d _ _ Hi) as [c [C1 [C2 _]]]. apply inside_from; [eauto |]. intros v Hv.
  destruct (is_sloped d v) eqn:E.
  - assert (0 <= at_point v x).
    { unfold sloped_rows in Hv. apply in_map_iff in Hv. destruct Hv as [k [<- Hk]]. apply filter_In in Hk. destruct Hk as [Hk _].
      unfold all_hold in Hc. rewrite Forall_forall in Hc. specialize (Hc k Hk). unfold holds in Hc. unfold at_point. destruct (is_strict k); lra. }
    rewrite Forall_forall in HN. assert (at_point v x <> 0); [| lra]. apply HN. unfold borders. apply in_or_app. right.
    apply in_flat_map. exists (Region l). split; auto. apply filter_In. auto.
  - rewrite (unsloped_value d v x c E Lx C1). now apply (sloped_inside (cell l)).
Qed.
Lemma borders_sloped d Ls : forallb (counted d) Ls = true -> Forall (fun v => is_sloped d v = true) (borders d Ls).
Proof.
  rewrite forallb_forall. intros HC. apply Forall_forall. intros v Hv. unfold borders in Hv. apply in_app_or in Hv. destruct Hv as [Hv | Hv].
  - apply in_flat_map in Hv. destruct Hv as [[l | w] [Hin Hv]]; [destruct Hv |]. destruct Hv as [<- | []]. exact (HC _ Hin).
  - apply in_flat_map in Hv. destruct Hv as [[l | w] [Hin Hv]]; [| destruct Hv]. apply filter_In in Hv. tauto.
Qed.

(* The patterns of the leaves are exactly the cells. *)
Theorem cells_sound full p domain tks Ls : feed (dimension p) full tks [start p domain] = Some Ls -> forallb (counted (dimension p)) Ls = true ->
  forall pat, In pat (patterns Ls) <-> is_cell p domain pat.
Proof.
  intros HF HC pat. destruct (certificate_sound full p domain tks Ls HF) as [S1 S2]. pose proof HC as HC'. rewrite forallb_forall in HC.
  assert (P : forall pat, In pat (patterns Ls) <-> exists l, In (Region l) Ls /\ decisions l = pat).
  { clear. intros pat. induction Ls as [| [l | v] Ls IH]; simpl.
    - split; [contradiction | intros [l [[] _]]].
    - rewrite IH. split.
      + intros [E | [k [Hk E]]]; [exists l; auto | exists k; auto].
      + intros [k [[E | Hk] E']]; [injection E as ->; auto | right; eauto].
    - rewrite IH. split; intros [k [Hk E]]; exists k; [auto |]. destruct Hk; [discriminate | auto]. }
  rewrite P. split.
  - intros [l [Hl <-]]. destruct (interior_ball _ _ _ (HC _ Hl)) as [c [r [H1 [H2 H3]]]]. exists c, r. split; auto. split; auto.
    intros x Hx. pose proof Hx as [Lx _]. specialize (H3 x Hx). destruct (S2 l x Hl Lx (inside_holds _ _ H3)) as [A [_ B]]. auto.
  - intros [c [r [H1 [H2 H3]]]].
    destruct (avoid_hyperplanes (dimension p) (borders (dimension p) Ls) (borders_sloped _ _ HC') c r H1 H2) as [x [Hx HN]].
    destruct (H3 x Hx) as [Hd Ha]. destruct (S1 x Hd) as [[l | v] [Hin Hp]].
    + exists l. split; auto. pose proof Hx as [Lx _]. destruct (S2 l x Hin Lx Hp) as [_ [_ B]].
      rewrite <- Ha. symmetry. apply B. exact (inside_off_borders (dimension p) Ls l x Hin (HC _ Hin) Lx Hp HN).
    + exfalso. rewrite Forall_forall in HN. refine (HN v _ Hp). unfold borders. apply in_or_app. left. apply in_flat_map. exists (Thin v). simpl; auto.
Qed.

(* cells=N: N is the number of different patterns. *)
Theorem cell_count_sound full p domain tks Ls : feed (dimension p) full tks [start p domain] = Some Ls -> forallb (counted (dimension p)) Ls = true ->
  exists cells, NoDup cells /\ length cells = length (nodup (list_eq_dec decision_eq_dec) (patterns Ls)) /\
    forall pat, In pat cells <-> is_cell p domain pat.
Proof.
  intros HF HC. exists (nodup (list_eq_dec decision_eq_dec) (patterns Ls)). split; [apply NoDup_nodup |]. split; auto.
  intros pat. rewrite nodup_In. now apply cells_sound with full tks.
Qed.

(* ------------------------------------------------------------------ bounds on outputs *)
(* scale * register + offset >= 0 (or > 0) *)
Record bound := Bound { target : nat; strictly : bool; slope : Q; offset : Q }.
Definition bound_holds (b : bound) (p : program) (x : list R) : Prop :=
  match nth (target b) (registers p x) None with
  | Some t => if strictly b then 0 < Q2R (slope b) * t + Q2R (offset b) else 0 <= Q2R (slope b) * t + Q2R (offset b)
  | None => sign (slope b) = 1%Z        (* never firing is above all numbers *)
  end.
Fixpoint bounds_proved (rows : list constraint) (rs : symbolic) (bs : list bound) (pfs : list multipliers) : bool :=
  match bs with
  | [] => true
  | b :: bs' =>
      match nth (target b) rs None with
      | Some f => match pfs with
                  | pf :: pfs' => implies rows pf (positive_form (strictly b) (add_scaled (slope b) f (constant_form (offset b)))) &&
                                  bounds_proved rows rs bs' pfs'
                  | [] => false
                  end
      | None => Z.eqb (sign (slope b)) 1 && bounds_proved rows rs bs' pfs
      end
  end.
Definition bounded_piece (bs : list bound) (pc : piece evidence) : bool :=
  match pc with Region l => bounds_proved (cell l) (outcome l) bs (proofs (payload l)) | Thin _ => false end.

Lemma bounds_proved_sound rows rs x : all_hold rows (1 :: x) -> forall bs pfs, bounds_proved rows rs bs pfs = true ->
  forall b, In b bs -> match nth (target b) (times rs x) None with
    | Some t => if strictly b then 0 < Q2R (slope b) * t + Q2R (offset b) else 0 <= Q2R (slope b) * t + Q2R (offset b)
    | None => sign (slope b) = 1%Z end.
Proof.
  intros Hr. induction bs as [| b bs IH]; intros pfs H b' Hb; [contradiction |]. simpl in H.
  assert (G : (match nth (target b) (times rs x) None with
    | Some t => if strictly b then 0 < Q2R (slope b) * t + Q2R (offset b) else 0 <= Q2R (slope b) * t + Q2R (offset b)
    | None => sign (slope b) = 1%Z end) /\ exists pfs', bounds_proved rows rs bs pfs' = true).
  { rewrite times_nth. destruct (nth (target b) rs None) as [f |]; simpl.
    - destruct pfs as [| pf pfs]; [discriminate |]. apply andb_true_iff in H. destruct H as [H1 H2]. split; [| eauto].
      apply (implies_sound rows pf _ x) in H1; auto. apply holds_positive_form in H1.
      rewrite value_add_scaled, value_constant in H1. exact H1.
    - apply andb_true_iff in H. destruct H as [H1 H2]. apply Z.eqb_eq in H1. eauto. }
  destruct G as [G1 [pfs' G2]]. destruct Hb as [<- | Hb]; [exact G1 | eapply IH; eauto].
Qed.

Theorem bounds_sound full p domain tks Ls bs : feed (dimension p) full tks [start p domain] = Some Ls -> forallb (bounded_piece bs) Ls = true ->
  forall b x, In b bs -> in_domain p domain x -> bound_holds b p x.
Proof.
  intros HF HC b x Hb Hx. destruct (certificate_sound full p domain tks Ls HF) as [S1 S2]. rewrite forallb_forall in HC.
  destruct (S1 x Hx) as [[l | v] [Hin Hc]]; pose proof (HC _ Hin) as Hp; simpl in Hp; [| discriminate].
  pose proof Hx as [Hlen _]. destruct (S2 l x Hin Hlen Hc) as [_ [E _]]. unfold bound_holds. rewrite E.
  eapply bounds_proved_sound; eauto.
Qed.

(* ------------------------------------------------------------------ equality of outputs *)
Definition same_form (a b : option form) : bool :=
  match a, b with
  | Some f, Some g => is_zero (numerators (subtract f g))
  | None, None => true
  | _, _ => false
  end.
Definition equal_piece (pairs : list (nat * nat)) (pc : piece evidence) : bool :=
  match pc with
  | Region l => forallb (fun ij => same_form (nth (fst ij) (outcome l) None) (nth (snd ij) (outcome l) None)) pairs
  | Thin _ => false
  end.
Theorem equality_sound full p domain tks Ls pairs : feed (dimension p) full tks [start p domain] = Some Ls -> forallb (equal_piece pairs) Ls = true ->
  forall i j x, In (i, j) pairs -> in_domain p domain x -> nth i (registers p x) None = nth j (registers p x) None.
Proof.
  intros HF HC i j x Hij Hx. destruct (certificate_sound full p domain tks Ls HF) as [S1 S2]. rewrite forallb_forall in HC.
  destruct (S1 x Hx) as [[l | v] [Hin Hc]]; pose proof (HC _ Hin) as Hp; simpl in Hp; [| discriminate].
  pose proof Hx as [Hlen _]. destruct (S2 l x Hin Hlen Hc) as [_ [E _]]. rewrite E, !times_nth.
  rewrite forallb_forall in Hp. specialize (Hp _ Hij). simpl in Hp. unfold same_form in Hp.
  destruct (nth i (outcome l) None) as [f |], (nth j (outcome l) None) as [g |]; try discriminate; auto. simpl. f_equal.
  pose proof (value_numerators (subtract f g) (1 :: x)) as K. rewrite (is_zero_apply _ Hp), value_subtract in K.
  pose proof (positive_R (denominator (subtract f g))). symmetry in K. apply Rmult_integral in K. unfold value_at. destruct K; lra.
Qed.

(* ------------------------------------------------------------------ firing everywhere *)
Definition firing_piece (outs : list nat) (pc : piece evidence) : bool :=
  match pc with
  | Region l => forallb (fun o => match nth o (outcome l) None with Some _ => true | None => false end) outs
  | Thin _ => false
  end.
Theorem fires_sound full p domain tks Ls outs : feed (dimension p) full tks [start p domain] = Some Ls ->
  forallb (firing_piece outs) Ls = true ->
  forall o x, In o outs -> in_domain p domain x -> exists t, nth o (registers p x) None = Some t.
Proof.
  intros HF HC o x Ho Hx. destruct (certificate_sound full p domain tks Ls HF) as [S1 S2]. rewrite forallb_forall in HC.
  destruct (S1 x Hx) as [[l | v] [Hin Hc]]; pose proof (HC _ Hin) as Hp; simpl in Hp; [| discriminate].
  pose proof Hx as [Hlen _]. destruct (S2 l x Hin Hlen Hc) as [_ [E _]]. rewrite E, times_nth.
  rewrite forallb_forall in Hp. specialize (Hp o Ho). destruct (nth o (outcome l) None); [simpl; eauto | discriminate].
Qed.

(* ------------------------------------------------------------------ causal pieces *)
(* The pattern with every step off all causal paths to an output forgotten: from the last gate on, what is reached. *)
Definition sources_of (c : combination) : list nat := map fst (filter (fun t => negb (Z.eqb (Qnum (snd t)) 0)) (terms c)).
Fixpoint causes (m : list bool) (ss : list (synapse Q)) : list nat :=
  match m, ss with b :: m', s :: ss' => if b then source s :: causes m' ss' else causes m' ss' | _, _ => [] end.
Definition reach (rs reached : list nat) : list nat :=
  fold_right (fun r acc => if existsb (Nat.eqb r) acc then acc else r :: acc) reached rs.
Fixpoint causal_steps (i : nat) (gs : list gate) (ds : list decision) (outs : list nat) : list (option decision) * list nat :=
  match gs with
  | [] => ([], outs)
  | Affine c :: gs' =>
      let (pat, reached) := causal_steps (S i) gs' ds outs in
      (pat, if existsb (Nat.eqb i) reached then reach (sources_of c) reached else reached)
  | g :: gs' =>
      match ds with
      | [] => ([], outs)
      | k :: ds' =>
          let (pat, reached) := causal_steps (S i) gs' ds' outs in
          if existsb (Nat.eqb i) reached
          then (Some k :: pat, match g, k with
                               | Relu c, On => reach (sources_of c) reached
                               | Spike nu, Fires m => reach (causes m (synapses nu)) reached
                               | _, _ => reached
                               end)
          else (None :: pat, reached)
      end
  end.
Definition causal_pattern (p : program) (outs : list nat) (pat : list decision) : list (option decision) :=
  fst (causal_steps (dimension p) (gates p) pat outs).
Theorem causal_pieces_sound full p domain tks Ls outs : feed (dimension p) full tks [start p domain] = Some Ls -> forallb (counted (dimension p)) Ls = true ->
  forall q, In q (map (causal_pattern p outs) (patterns Ls)) <-> exists pat, is_cell p domain pat /\ causal_pattern p outs pat = q.
Proof.
  intros HF HC q. rewrite in_map_iff. split; intros [pat [H1 H2]].
  - exists pat. split; auto. apply (cells_sound full p domain tks Ls HF HC). auto.
  - exists pat. split; auto. apply (cells_sound full p domain tks Ls HF HC). auto.
Qed.
