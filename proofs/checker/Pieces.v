(* SPDX-License-Identifier: GPL-3.0-or-later *)
(* A continuous output, of which a certificate gives the affine forms on full-dimensional leaves, has these forms on the
   closed cells, and these cover the domain. So it is monotone, Lipschitz and concave if its pieces are so. *)
From Coq Require Import ZArith QArith Qreals Reals List Lra Lia PeanoNat Bool.
Require Import Polyspike.theory.Sum Polyspike.theory.SpikingNetwork Polyspike.theory.ReluNetwork.
Require Import Polyspike.theory.PositiveNetwork.
Require Import Polyspike.checker.Forms Polyspike.checker.Program Polyspike.checker.Spikes Polyspike.checker.Cover Polyspike.checker.Kernel.
Require Import Polyspike.checker.KernelSound Polyspike.checker.Claims Polyspike.checker.Structure Polyspike.checker.Closure.
Import ListNotations.
Open Scope R_scope.

(* ------------------------------------------------------------------ along a segment *)
(* Finitely many closed intervals on each of which g does not decrease cover [a, b]: it does not decrease. *)
Record interval (g : R -> R) (I : R -> Prop) : Prop := {
  decided : forall t, I t \/ ~ I t;
  is_closed : forall t, ~ I t -> exists e, 0 < e /\ forall s, Rabs (s - t) < e -> ~ I s;
  rising : forall s t, I s -> I t -> s <= t -> g s <= g t }.

Lemma none_near (Is : list (R -> Prop)) g t : Forall (interval g) Is -> (forall I, In I Is -> ~ I t) ->
  exists e, 0 < e /\ forall s I, In I Is -> Rabs (s - t) < e -> ~ I s.
Proof.
  induction 1 as [| I Is HI HIs IH]; intros H; [exists 1; split; [lra | intros s I []] |].
  destruct (IH (fun J HJ => H J (or_intror HJ))) as [e [E1 E2]]. destruct (is_closed g I HI t (H I (or_introl eq_refl))) as [e' [E3 E4]].
  exists (Rmin e e'). split; [now apply Rmin_glb_lt |]. intros s J [<- | HJ] Hs.
  - apply E4. pose proof (Rmin_r e e'). lra.
  - apply (E2 s J HJ). pose proof (Rmin_l e e'). lra.
Qed.

Lemma creep g b : forall n (Is : list (R -> Prop)) a, (length Is <= n)%nat -> Forall (interval g) Is -> a <= b ->
  (forall t, a <= t <= b -> exists I, In I Is /\ I t) -> g a <= g b.
Proof.
  induction n as [| n IH]; intros Is a Hn HIs Hab Hc.
  - destruct (Hc a ltac:(lra)) as [I [HI _]]. destruct Is; [contradiction | simpl in Hn; lia].
  - destruct (Hc a ltac:(lra)) as [I [HI Ha]]. pose proof HIs as HF. rewrite Forall_forall in HF. pose proof (HF I HI) as Int.
    destruct (completeness (fun t => I t /\ t <= b)) as [m [M1 M2]].
    { exists b. intros t [_ Ht]. exact Ht. }
    { exists a. split; auto. }
    assert (Ham : a <= m) by (apply M1; split; auto). assert (Hmb : m <= b) by (apply M2; intros t [_ Ht]; exact Ht).
    assert (Im : I m).
    { destruct (decided g I Int m) as [| Hno]; auto. exfalso. destruct (is_closed g I Int m Hno) as [e [E1 E2]].
      assert (m <= m - e); [| lra]. apply M2. intros t [Ht1 Ht2]. destruct (Rle_dec t (m - e)); auto. exfalso.
      assert (t <= m) by (apply M1; split; auto). apply (E2 t); auto. unfold Rabs. destruct (Rcase_abs (t - m)); lra. }
    apply Rle_trans with (g m); [now apply (rising g I Int) |].
    destruct (Rle_lt_or_eq_dec m b Hmb) as [Hlt | ->]; [| lra].
    destruct (in_split I Is HI) as [l1 [l2 ->]]. apply (IH (l1 ++ l2)); auto.
    + rewrite app_length in *. simpl in Hn. lia.
    + apply Forall_app in HIs. destruct HIs as [F1 F2]. inversion F2; subst. apply Forall_app; auto.
    + assert (Beyond : forall t, m < t <= b -> exists J, In J (l1 ++ l2) /\ J t).
      { intros t Ht. destruct (Hc t ltac:(lra)) as [J [HJ Jt]]. apply in_app_or in HJ. destruct HJ as [HJ | [<- | HJ]].
        - exists J. split; auto. apply in_or_app; auto.
        - exfalso. assert (t <= m) by (apply M1; split; [auto | lra]). lra.
        - exists J. split; auto. apply in_or_app; auto. }
      assert (Rest : Forall (interval g) (l1 ++ l2)).
      { apply Forall_app in HIs. destruct HIs as [F1 F2]. inversion F2; subst. apply Forall_app; auto. }
      intros t Ht. destruct (Rle_lt_or_eq_dec m t ltac:(lra)) as [| <-]; [apply Beyond; lra |].
      assert (D : (exists J, In J (l1 ++ l2) /\ J m) \/ forall J, In J (l1 ++ l2) -> ~ J m).
      { clear -Rest. induction Rest as [| J Js HJ _ [[K [K1 K2]] | IH]]; [right; intros J [] | left; exists K; simpl; auto |].
        destruct (decided g J HJ m) as [| Hno]; [left; exists J; simpl; auto | right; intros K [<- | HK]; auto]. }
      destruct D as [D | D]; auto. exfalso. destruct (none_near _ g m Rest D) as [e [E1 E2]].
      set (s := m + Rmin (e / 2) (b - m)). pose proof (Rmin_l (e / 2) (b - m)). pose proof (Rmin_r (e / 2) (b - m)).
      assert (0 < Rmin (e / 2) (b - m)) by (apply Rmin_glb_lt; lra).
      destruct (Beyond s ltac:(unfold s; lra)) as [J [HJ Js]]. apply (E2 s J HJ); auto. unfold s, Rabs. destruct (Rcase_abs _); lra.
Qed.

(* ------------------------------------------------------------------ closed cells *)
Definition closed_cell (l : leaf evidence) (x : list R) : Prop := forall v, In v (sloped_rows (cell l)) -> 0 <= at_point v x.
Lemma closed_cell_dec l x : closed_cell l x \/ exists v, In v (sloped_rows (cell l)) /\ at_point v x < 0.
Proof.
  unfold closed_cell. induction (sloped_rows (cell l)) as [| v vs [IH | [w [H1 H2]]]]; [left; intros v [] | | right; exists w; simpl; auto].
  destruct (Rle_dec 0 (at_point v x)); [left; intros w [<- | Hw]; auto | right; exists v; simpl; split; auto; lra].
Qed.
Lemma closed_cell_or_none x Rs : (exists l, In (Region l) Rs /\ closed_cell l x) \/ forall l, In (Region l) Rs -> ~ closed_cell l x.
Proof.
  induction Rs as [| [l | v] Rs IH]; [right; intros l [] | |].
  - destruct (closed_cell_dec l x) as [C | [v [V1 V2]]]; [left; exists l; simpl; auto |].
    destruct IH as [[k [K1 K2]] | IH]; [left; exists k; simpl; auto |]. right. intros k [E | Hk]; [| auto]. injection E as <-.
    intros C. specialize (C v V1). lra.
  - destruct IH as [[k [K1 K2]] | IH]; [left; exists k; simpl; auto |]. right. intros k [E | Hk]; [discriminate | auto].
Qed.
Lemma close_by_coordinates e x y : length x = length y -> (forall i, (i < length x)%nat -> Rabs (nth i x 0 - nth i y 0) <= e) -> close e x y.
Proof.
  revert y. induction x as [| p x IH]; intros [| q y] Hl H; simpl in Hl; try discriminate; constructor.
  - apply (H 0%nat). simpl; lia.
  - apply IH; [lia |]. intros i Hi. apply (H (S i)). simpl; lia.
Qed.
Lemma coordinates_close e x y i : 0 <= e -> close e x y -> Rabs (nth i x 0 - nth i y 0) <= e.
Proof.
  intros He H. revert i. induction H as [| p q x y Hpq H IH]; intros [| i]; simpl; auto; rewrite Rminus_0_r, Rabs_R0; auto.
Qed.
Lemma close_weaken e e' x y : e <= e' -> close e x y -> close e' x y.
Proof. intros He H. induction H; constructor; auto. lra. Qed.
Lemma close_length e x y : close e x y -> length x = length y.
Proof. intros H. induction H; simpl; auto. Qed.
Lemma blend_ends x y : length x = length y -> blend 0 y x = x /\ blend 1 y x = y.
Proof.
  revert y. induction x as [| p x IH]; intros [| q y] H; simpl in *; try discriminate; auto. destruct (IH y ltac:(lia)) as [-> ->].
  split; f_equal; lra.
Qed.
Lemma affine_value d f : affine_on d (value_at f).
Proof. intros l x y Hx Hy. pose proof (affine_row d (numerators f) l x y Hx Hy) as E. unfold value_at, value. unfold at_point in E. rewrite E. unfold Rdiv. ring. Qed.

Definition continuous_on (p : program) (domain : list constraint) (out : list R -> R) : Prop :=
  forall x e, in_domain p domain x -> 0 < e -> exists c, 0 < c /\ forall y, in_domain p domain y -> close c x y -> Rabs (out x - out y) < e.
Lemma lipschitz_continuous p domain out K : 0 <= K -> (forall e x y, 0 <= e -> close e x y -> Rabs (out x - out y) <= K * e) ->
  continuous_on p domain out.
Proof.
  intros HK H x e _ He. exists (e / (K + 1)). assert (Hc : 0 < e / (K + 1)) by (apply Rdiv_lt_0_compat; lra). split; auto.
  intros y _ Hy. specialize (H (e / (K + 1)) x y ltac:(lra) Hy). assert ((K + 1) * (e / (K + 1)) = e) by (field; lra). lra.
Qed.

Section Pieces.
Variables (full : bool) (p : program) (domain : list constraint) (tks : list (token evidence)) (Ls : list (piece evidence)).
Hypothesis fed : feed (dimension p) full tks [start p domain] = Some Ls.
Hypothesis all_counted : forallb (counted (dimension p)) Ls = true.
Hypothesis not_empty : exists l, In (Region l) Ls.
Variables (target : nat) (out : list R -> R).
Hypothesis out_is : forall x, in_domain p domain x -> nth target (registers p x) None = Some (out x).
(* By theorem, see lipschitz_continuous, or by tree, see Seams.v. *)
Hypothesis continuous : continuous_on p domain out.

Lemma leaf_inner l : In (Region l) Ls -> exists c, length c = dimension p /\ inside (cell l) (1 :: c).
Proof.
  intros Hl. rewrite forallb_forall in all_counted. destruct (interior_point _ _ _ (all_counted _ Hl)) as [c [C1 [C2 _]]]. eauto.
Qed.
Lemma leaf_value l x : In (Region l) Ls -> length x = dimension p -> inside (cell l) (1 :: x) ->
  in_domain p domain x /\ exists g, nth target (outcome l) None = Some g /\ out x = value_at g x.
Proof.
  intros Hl Lx Hx. destruct (certificate_sound full p domain tks Ls fed) as [_ S2].
  destruct (S2 l x Hl Lx (inside_holds _ _ Hx)) as [A [B _]]. split; auto. pose proof (out_is x A) as E. rewrite B, times_nth in E.
  destruct (nth target (outcome l) None) as [g |]; simpl in E; [| discriminate]. injection E as E. exists g. split; [reflexivity | now symmetry].
Qed.

Theorem value_on_closed_cell l : In (Region l) Ls -> exists g, nth target (outcome l) None = Some g /\
  forall x, in_domain p domain x -> closed_cell l x -> out x = value_at g x.
Proof.
  intros Hl. destruct (leaf_inner l Hl) as [c [Lc Hc]]. destruct (leaf_value l c Hl Lc Hc) as [_ [g [Hg _]]]. exists g. split; auto.
  intros x Hx Hcl. pose proof Hx as [Lx _].
  set (D := spread x c). assert (HD : 0 <= D) by (pose proof (spread_nth x c 0 ltac:(congruence)); pose proof (Rabs_pos (nth 0 x 0 - nth 0 c 0)); unfold D; lra).
  set (G := Rabs (value_at g c - value_at g x)). assert (HG : 0 <= G) by apply Rabs_pos.
  destruct (Req_dec (out x - value_at g x) 0) as [| Hne]; [lra |]. exfalso.
  set (h := Rabs (out x - value_at g x)) in *. assert (Hh : 0 < h) by (apply Rabs_pos_lt; auto).
  destruct (continuous x (h / 2) Hx ltac:(lra)) as [b [B1 B2]].
  set (u := b / (D + 1)). assert (Hu : 0 < u) by (apply Rdiv_lt_0_compat; lra). assert (Eu : u * (D + 1) = b) by (unfold u; field; lra).
  set (v := h / (2 * (G + 1))). assert (Hv : 0 < v) by (apply Rdiv_lt_0_compat; lra). assert (Ev : v * (2 * (G + 1)) = h) by (unfold v; field; lra).
  set (e := Rmin 1 (Rmin u v)). assert (He0 : 0 < e) by (repeat apply Rmin_glb_lt; lra). assert (He1 : e <= 1) by apply Rmin_l.
  assert (He2 : e <= u) by (eapply Rle_trans; [apply Rmin_r | apply Rmin_l]). assert (He3 : e <= v) by (eapply Rle_trans; [apply Rmin_r | apply Rmin_r]).
  set (y := blend e c x). assert (Ly : length y = dimension p) by (unfold y; rewrite blend_length; congruence).
  assert (Hy : inside (cell l) (1 :: y)).
  { apply inside_from; [eauto |]. intros w Hw. pose proof (sloped_inside _ _ _ Hc Hw). specialize (Hcl w Hw).
    unfold y. rewrite (affine_row (dimension p) w) by auto. assert (0 < e * at_point w c) by (apply Rmult_lt_0_compat; lra).
    assert (0 <= (1 - e) * at_point w x) by (apply Rmult_le_pos; lra). lra. }
  destruct (leaf_value l y Hl Ly Hy) as [Hyd [g' [Hg' Ey]]]. rewrite Hg in Hg'. injection Hg' as <-.
  assert (C : close b x y).
  { apply close_by_coordinates; [congruence |]. intros i Hi. unfold y. rewrite blend_nth by congruence.
    replace (nth i x 0 - (e * nth i c 0 + (1 - e) * nth i x 0)) with (e * (nth i x 0 - nth i c 0)) by lra.
    rewrite Rabs_mult, (Rabs_right e) by lra. pose proof (spread_nth x c i ltac:(congruence)) as S. fold D in S.
    assert (e * Rabs (nth i x 0 - nth i c 0) <= e * D) by (apply Rmult_le_compat_l; lra).
    assert (e * D <= u * D) by (apply Rmult_le_compat_r; lra). lra. }
  specialize (B2 y Hyd C).
  assert (E : value_at g y - value_at g x = e * (value_at g c - value_at g x)).
  { unfold y. rewrite (affine_value (dimension p) g) by auto. lra. }
  assert (T : h <= Rabs (out x - out y) + e * G).
  { unfold h, G. replace (out x - value_at g x) with (out x - out y + (value_at g y - value_at g x)) by (rewrite Ey; lra).
    eapply Rle_trans; [apply Rabs_triang |]. rewrite E, Rabs_mult, (Rabs_right e) by lra. lra. }
  assert (e * G <= v * G) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(* Around a point of no closed cell there is no point of a cell. *)
Lemma cells_near x Rs : length x = dimension p -> (forall l, In (Region l) Rs -> ~ closed_cell l x) ->
  exists e, 0 < e /\ forall y, close e x y -> forall l, In (Region l) Rs -> ~ all_hold (cell l) (1 :: y).
Proof.
  intros Lx. induction Rs as [| [l | w] Rs IH]; intros H.
  - exists 1. split; [lra | intros y _ l []].
  - destruct (IH (fun k Hk => H k (or_intror Hk))) as [e [E1 E2]].
    destruct (closed_cell_dec l x) as [C | [v [V1 V2]]]; [destruct (H l (or_introl eq_refl) C) |].
    pose proof (norm_nonneg v) as Hn. set (s := - at_point v x / (2 * (norm v + 1))). assert (Hs : 0 < s) by (apply Rdiv_lt_0_compat; lra).
    exists (Rmin e s). split; [now apply Rmin_glb_lt |]. intros y Hy k [E | Hk] Hh.
    + injection E as <-. assert (Hge : 0 <= at_point v y).
      { unfold sloped_rows in V1. apply in_map_iff in V1. destruct V1 as [c [<- Hc]]. apply filter_In in Hc. destruct Hc as [Hc _].
        unfold all_hold in Hh. rewrite Forall_forall in Hh. specialize (Hh c Hc). unfold holds in Hh. unfold at_point. destruct (is_strict c); lra. }
      assert (A : Rabs (at_point v y - at_point v x) <= norm v * s).
      { unfold at_point. apply apply_close_point; [symmetry; exact (close_length _ _ _ Hy) | lra |]. intros i _.
        pose proof (coordinates_close _ _ _ i (Rlt_le _ _ (Rmin_glb_lt _ _ _ E1 Hs)) Hy) as B. pose proof (Rmin_r e s).
        rewrite Rabs_minus_sym. lra. }
      assert (s * (2 * (norm v + 1)) = - at_point v x) by (unfold s; field; lra).
      pose proof (Rle_abs (at_point v y - at_point v x)). nra.
    + refine (E2 y (close_weaken _ _ _ _ (Rmin_l e s) Hy) k Hk Hh).
  - destruct (IH (fun k Hk => H k (or_intror Hk))) as [e [E1 E2]]. exists e. split; auto. intros y Hy k [E | Hk]; [discriminate | now apply E2].
Qed.

Theorem closed_cells_cover x : in_domain p domain x -> exists l, In (Region l) Ls /\ closed_cell l x.
Proof.
  intros Hx. pose proof Hx as [Lx _].
  destruct (closed_cell_or_none x Ls) as [| D]; auto. exfalso. destruct (cells_near x Ls Lx D) as [e [E1 E2]].
  destruct not_empty as [l0 Hl0]. destruct (certificate_sound full p domain tks Ls fed) as [S1 S2].
  pose proof all_counted as HC. rewrite forallb_forall in HC.
  destruct (interior_ball _ _ _ (HC _ Hl0)) as [c [r [H1 [H2 H3]]]].
  destruct (generic_nearby p domain (hyperplanes Ls) c r x e) as [y [Hy [Hc HN]]]; auto.
  - intros z Hz. pose proof Hz as [Lz _]. destruct (S2 l0 z Hl0 Lz (inside_holds _ _ (H3 z Hz))) as [B _]. exact B.
  - apply Forall_forall. intros v Hv. apply in_flat_map in Hv. destruct Hv as [[l | w] [Hin Hv]]; [destruct Hv |].
    destruct Hv as [<- | []]. exact (HC _ Hin).
  - destruct (S1 y Hy) as [[l | v] [Hin Hp]]; [exact (E2 y Hc l Hin Hp) |].
    rewrite Forall_forall in HN. apply (HN v); auto. apply in_flat_map. exists (Thin v). simpl; auto.
Qed.

(* ------------------------------------------------------------------ from pieces to the whole *)
(* What every piece gains from x to y, at least c, the output gains. *)
Theorem gain x y c : in_domain p domain x -> in_domain p domain y ->
  (forall l g, In (Region l) Ls -> nth target (outcome l) None = Some g -> c <= value_at g y - value_at g x) ->
  c <= out y - out x.
Proof.
  intros Hx Hy H. pose proof Hx as [Lx _]. pose proof Hy as [Ly _]. destruct (blend_ends x y ltac:(congruence)) as [B0 B1].
  set (z := fun t => blend t y x). set (g := fun t => out (z t) - t * c).
  set (Is := flat_map (fun q => match q with Region l => [fun t => 0 <= t <= 1 /\ closed_cell l (z t)] | Thin _ => [] end) Ls).
  assert (Z : forall v t, at_point v (z t) = t * at_point v y + (1 - t) * at_point v x).
  { intros v t. apply (affine_row (dimension p) v); auto. }
  assert (Zin : forall t, 0 <= t <= 1 -> in_domain p domain (z t)) by (intros t Ht; apply domain_convex; auto).
  assert (G : g 0 <= g 1).
  { apply (creep g 1 (length Is) Is 0); [apply le_n | | lra |].
    - apply Forall_forall. intros I HI. apply in_flat_map in HI. destruct HI as [[l | v] [Hl HI]]; simpl in HI; [| contradiction].
      destruct HI as [<- | []]. destruct (value_on_closed_cell l Hl) as [f [Hf Vf]]. split.
      + intros t. destruct (closed_cell_dec l (z t)) as [C | [v [V1 V2]]].
        * destruct (Rle_dec 0 t), (Rle_dec t 1); try (right; intros [[Q1 Q2] _]; lra). left. split; auto.
        * right. intros [_ C]. specialize (C v V1). lra.
      + intros t Ht. destruct (Rle_dec 0 t) as [T0 |]; [| exists (- t); split; [lra | intros s Hs [Q _]; revert Hs; unfold Rabs; destruct (Rcase_abs _); lra]].
        destruct (Rle_dec t 1) as [T1 |]; [| exists (t - 1); split; [lra | intros s Hs [Q _]; revert Hs; unfold Rabs; destruct (Rcase_abs _); lra]].
        destruct (closed_cell_dec l (z t)) as [C | [v [V1 V2]]]; [exfalso; apply Ht; split; [lra | exact C] |].
        set (k := Rabs (at_point v y - at_point v x)). assert (Hk : 0 <= k) by apply Rabs_pos.
        set (e := - at_point v (z t) / (k + 1)). assert (He : 0 < e) by (apply Rdiv_lt_0_compat; lra).
        exists e. split; auto. intros s Hs [_ C]. specialize (C v V1). rewrite Z in C, V2. unfold e in Hs. rewrite Z in Hs.
        set (A := t * at_point v y + (1 - t) * at_point v x) in *.
        assert (E : s * at_point v y + (1 - s) * at_point v x = A + (s - t) * (at_point v y - at_point v x)) by (unfold A; lra).
        rewrite E in C. pose proof (Rle_abs ((s - t) * (at_point v y - at_point v x))) as Q. rewrite Rabs_mult in Q. fold k in Q.
        assert (Rabs (s - t) * (k + 1) < - A).
        { apply Rmult_lt_compat_r with (r := k + 1) in Hs; [| lra]. replace (- A / (k + 1) * (k + 1)) with (- A) in Hs by (field; lra). exact Hs. }
        pose proof (Rabs_pos (s - t)). nra.
      + intros s t [[S0 S1] Cs] [[T0 T1] Ct] Hst. unfold g. rewrite (Vf (z s)), (Vf (z t)) by (auto; apply Zin; lra).
        pose proof (H l f Hl Hf) as Hg. unfold z. rewrite !(affine_value (dimension p) f) by auto. nra.
    - intros t Ht. destruct (closed_cells_cover (z t) (Zin t Ht)) as [l [Hl C]]. exists (fun t => 0 <= t <= 1 /\ closed_cell l (z t)).
      split; [| split; [exact Ht | exact C]]. apply in_flat_map. exists (Region l). split; auto. simpl; auto. }
  unfold g, z in G. rewrite B0, B1 in G. lra.
Qed.

(* ---- strict bounds: proved on closed cells, where the output has its form ---- *)
Definition bounded_closed (bs : list bound) (q : piece evidence) : bool :=
  match q with
  | Region l => bounds_proved (map (fun c => Constraint false (vector c)) (cell l)) (outcome l) bs (proofs (payload l))
  | Thin _ => true
  end.
Theorem strict_bounds_sound bs b : forallb (bounded_closed bs) Ls = true -> In b bs -> Claims.target b = target ->
  forall x, in_domain p domain x -> bound_holds b p x.
Proof.
  intros HB Hb Ht x Hx. destruct (closed_cells_cover x Hx) as [l [Hl C]]. destruct (value_on_closed_cell l Hl) as [g [Hg V]].
  rewrite forallb_forall in HB. pose proof (HB _ Hl) as P. simpl in P. destruct (leaf_inner l Hl) as [c [_ Hc]].
  assert (A : all_hold (map (fun k => Constraint false (vector k)) (cell l)) (1 :: x)).
  { unfold all_hold. apply Forall_map, Forall_forall. intros k Hk. unfold holds; cbn [is_strict vector]. fold (at_point (vector k) x).
    destruct (is_constant (vector k)) eqn:E.
    - apply inside_holds in Hc. unfold all_hold in Hc. rewrite Forall_forall in Hc. specialize (Hc k Hk).
      rewrite (constant_value _ x c E). unfold holds in Hc. unfold at_point. destruct (is_strict k); lra.
    - apply C. unfold sloped_rows. apply in_map, filter_In. rewrite E. auto. }
  pose proof (bounds_proved_sound _ _ x A bs _ P b Hb) as B. unfold bound_holds. rewrite Ht in *. rewrite out_is, V by auto.
  rewrite times_nth, Hg in B. exact B.
Qed.

(* ---- monotone ---- *)
Definition rising_form (g : form) : bool := forallb (fun k => Z.leb 0 k) (tl (numerators g)).
Definition on_piece (check : form -> bool) (q : piece evidence) : bool :=
  match q with Region l => match nth target (outcome l) None with Some g => check g | None => false end | Thin _ => true end.
Lemma on_piece_form check l g : forallb (on_piece check) Ls = true -> In (Region l) Ls -> nth target (outcome l) None = Some g -> check g = true.
Proof. intros H Hl Hg. rewrite forallb_forall in H. specialize (H _ Hl). simpl in H. now rewrite Hg in H. Qed.

Theorem monotone_sound : forallb (on_piece rising_form) Ls = true ->
  forall x y, in_domain p domain x -> in_domain p domain y -> PositiveNetwork.below x y -> out x <= out y.
Proof.
  intros H x y Hx Hy Hxy. assert (0 <= out y - out x); [| lra]. apply gain; auto. intros l g Hl Hg.
  pose proof (on_piece_form _ l g H Hl Hg) as R. unfold rising_form in R. unfold value_at, value. rewrite !apply_hd.
  assert (Q : forall v, forallb (fun k => Z.leb 0 k) v = true -> apply v x <= apply v y).
  { clear -Hxy. induction Hxy as [| a b x y Hab Hxy IH]; intros v Hv; [lra |]. destruct v as [| k v]; simpl; [lra |].
    simpl in Hv. apply andb_true_iff in Hv. destruct Hv as [H1 H2]. apply Z.leb_le, IZR_le in H1. specialize (IH v H2).
    assert (IZR k * a <= IZR k * b) by (apply Rmult_le_compat_l; lra). lra. }
  specialize (Q _ R). pose proof (positive_R (denominator g)) as Hd. pose proof (Rinv_0_lt_compat _ Hd) as Hi. unfold Rdiv.
  assert (0 <= (apply (tl (numerators g)) y - apply (tl (numerators g)) x) * / IZR (Z.pos (denominator g))) by (apply Rmult_le_pos; lra). lra.
Qed.

(* ---- Lipschitz, in the maximum norm ---- *)
Definition size_at_most (num den : Z) (g : form) : bool :=
  Z.leb (fold_right (fun k s => (Z.abs k + s)%Z) 0%Z (tl (numerators g)) * den) (num * Zpos (denominator g)).
Theorem lipschitz_sound num den : (0 < den)%Z -> forallb (on_piece (size_at_most num den)) Ls = true ->
  forall e x y, in_domain p domain x -> in_domain p domain y -> 0 <= e -> close e x y ->
  Rabs (out x - out y) <= IZR num / IZR den * e.
Proof.
  intros Hden H.
  assert (G : forall e x y, in_domain p domain x -> in_domain p domain y -> 0 <= e -> close e x y -> - (IZR num / IZR den * e) <= out y - out x).
  { intros e x y Hx Hy He Hxy. apply gain; auto. intros l g Hl Hg. pose proof (on_piece_form _ l g H Hl Hg) as R.
    unfold size_at_most in R. apply Z.leb_le, IZR_le in R. rewrite !mult_IZR in R. unfold value_at, value. rewrite !apply_hd.
    assert (Q : forall v, apply v x - apply v y <= IZR (fold_right (fun k s => (Z.abs k + s)%Z) 0%Z v) * e).
    { clear -Hxy He. induction Hxy as [| a b x y Hab Hxy IH]; intros v.
      - rewrite !apply_nil. assert (0 <= IZR (fold_right (fun k s => (Z.abs k + s)%Z) 0%Z v)); [| pose proof (Rmult_le_pos _ _ H He); lra].
        apply IZR_le. induction v; simpl; lia.
      - destruct v as [| k v]; simpl; [lra |]. rewrite plus_IZR, <- Rabs_Zabs. specialize (IH v).
        pose proof (Rle_abs (IZR k * (a - b))) as A. rewrite Rabs_mult in A.
        assert (Rabs (IZR k) * Rabs (a - b) <= Rabs (IZR k) * e) by (apply Rmult_le_compat_l; [apply Rabs_pos | auto]). lra. }
    specialize (Q (tl (numerators g))). set (s := IZR (fold_right _ 0%Z (tl (numerators g)))) in *. apply (IZR_lt 0) in Hden.
    pose proof (positive_R (denominator g)) as Hd. set (dn := IZR (Z.pos (denominator g))) in *.
    assert (B : s / dn <= IZR num / IZR den).
    { apply Rmult_le_reg_r with (dn * IZR den); [now apply Rmult_lt_0_compat |].
      replace (s / dn * (dn * IZR den)) with (s * IZR den) by (field; lra).
      replace (IZR num / IZR den * (dn * IZR den)) with (IZR num * dn) by (field; lra). exact R. }
    assert (C : (apply (tl (numerators g)) x - apply (tl (numerators g)) y) / dn <= s / dn * e).
    { replace (s / dn * e) with (s * e / dn) by (field; lra). unfold Rdiv. apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat | exact Q]. }
    assert (s / dn * e <= IZR num / IZR den * e) by (apply Rmult_le_compat_r; auto).
    replace ((IZR (hd 0%Z (numerators g)) * 1 + apply (tl (numerators g)) y) / dn - (IZR (hd 0%Z (numerators g)) * 1 + apply (tl (numerators g)) x) / dn)
      with (- ((apply (tl (numerators g)) x - apply (tl (numerators g)) y) / dn)) by (field; lra). lra. }
  intros e x y Hx Hy He Hxy. pose proof (G e x y Hx Hy He Hxy).
  assert (Hyx : close e y x).
  { clear -Hxy. induction Hxy; constructor; auto. now rewrite Rabs_minus_sym. }
  pose proof (G e y x Hy Hx He Hyx). unfold Rabs. destruct (Rcase_abs (out x - out y)); lra.
Qed.

(* ---- concave: the minimum of its pieces; convex: the maximum ---- *)
Variable convex : bool.
Definition turn : R := if convex then -1 else 1.
(* On the leaf, its form is at most (convex: at least) every other one; a proof for each, none where it is the same. *)
Fixpoint below_pieces (ks : list constraint) (g : form) (gs : list form) (pfs : list multipliers) : bool :=
  match gs, pfs with
  | [], _ => true
  | h :: gs', _ =>
      if same_form (Some g) (Some h) then below_pieces ks g gs' pfs
      else match pfs with
           | pf :: pfs' => implies ks pf (positive_form false (if convex then subtract g h else subtract h g)) && below_pieces ks g gs' pfs'
           | [] => false
           end
  end.
Lemma same_form_value g h x : same_form (Some g) (Some h) = true -> value_at g x = value_at h x.
Proof.
  intros E. unfold same_form in E. pose proof (value_numerators (subtract g h) (1 :: x)) as V.
  rewrite (is_zero_apply _ E), value_subtract in V. pose proof (positive_R (denominator (subtract g h))). symmetry in V.
  apply Rmult_integral in V. unfold value_at. destruct V; lra.
Qed.
Lemma below_pieces_sound ks g x : all_hold ks (1 :: x) -> forall gs pfs, below_pieces ks g gs pfs = true ->
  forall h, In h gs -> 0 <= turn * (value_at h x - value_at g x).
Proof.
  intros Hk. induction gs as [| h0 gs IH]; intros pfs H h Hh; [contradiction |]. cbn [below_pieces] in H.
  destruct (same_form (Some g) (Some h0)) eqn:E.
  - destruct Hh as [<- | Hh]; [| eapply IH; eauto]. rewrite (same_form_value _ _ x E). lra.
  - destruct pfs as [| pf pfs]; [discriminate |]. apply andb_true_iff in H. destruct H as [H1 H2].
    destruct Hh as [<- | Hh]; [| eapply IH; eauto]. apply (proved ks pf false _ x Hk) in H1. unfold value_at, turn in *.
    destruct convex; rewrite value_subtract in H1; lra.
Qed.

Variable pieces : list form.   (* all different forms of the leaves, in some order *)
Definition among_pieces (g : form) : bool := existsb (fun h => same_form (Some h) (Some g)) pieces.
Hypothesis complete : forallb (on_piece among_pieces) Ls = true.
Hypothesis least : forall l g, In (Region l) Ls -> nth target (outcome l) None = Some g ->
  exists pfs, below_pieces (cell l) g pieces pfs = true.

Lemma extreme x : in_domain p domain x -> exists l g, In (Region l) Ls /\ nth target (outcome l) None = Some g /\
  out x = value_at g x /\ forall h, In h pieces -> 0 <= turn * (value_at h x - out x).
Proof.
  intros Hx. pose proof Hx as [Lx _]. destruct (closed_cells_cover x Hx) as [l [Hl C]]. destruct (value_on_closed_cell l Hl) as [g [Hg V]].
  exists l, g. split; auto. split; auto. split; [now apply V |]. intros h Hh. rewrite V by auto.
  destruct (least l g Hl Hg) as [pfs P]. destruct (leaf_inner l Hl) as [c [Lc Hc]].
  destruct (Rle_dec 0 (turn * (value_at h x - value_at g x))) as [| Hn]; auto. exfalso.
  pose proof (below_pieces_sound (cell l) g c (inside_holds _ _ Hc) pieces pfs P h Hh) as B0.
  set (A := - (turn * (value_at h x - value_at g x))). set (B := turn * (value_at h c - value_at g c)) in *. assert (HA : 0 < A) by (unfold A; lra).
  set (e := A / (2 * (A + B))). assert (He : 0 < e) by (apply Rdiv_lt_0_compat; lra).
  assert (Ee : e * (2 * (A + B)) = A) by (unfold e; field; lra). assert (He1 : e <= 1) by (apply Rmult_le_reg_r with (2 * (A + B)); lra).
  assert (Hy : inside (cell l) (1 :: blend e c x)).
  { apply inside_from; [eauto |]. intros v Hv. pose proof (sloped_inside _ _ _ Hc Hv). specialize (C v Hv).
    rewrite (affine_row (dimension p) v) by auto. assert (0 < e * at_point v c) by (apply Rmult_lt_0_compat; lra).
    assert (0 <= (1 - e) * at_point v x) by (apply Rmult_le_pos; lra). lra. }
  pose proof (below_pieces_sound (cell l) g _ (inside_holds _ _ Hy) pieces pfs P h Hh) as B1.
  rewrite !(affine_value (dimension p)) in B1 by auto.
  assert (B2 : 0 <= e * B - (1 - e) * A) by (unfold A, B; lra). nra.
Qed.
Lemma curvature t x y : 0 <= t <= 1 -> in_domain p domain x -> in_domain p domain y ->
  0 <= turn * (out (blend t x y) - (t * out x + (1 - t) * out y)).
Proof.
  intros Ht Hx Hy. pose proof Hx as [Lx _]. pose proof Hy as [Ly _].
  destruct (extreme (blend t x y) (domain_convex _ _ _ _ _ Ht Hx Hy)) as [l [g [Hl [Hg [E _]]]]].
  pose proof (on_piece_form _ l g complete Hl Hg) as A. apply existsb_exists in A. destruct A as [h [Hh Eh]].
  rewrite E, (affine_value (dimension p) g) by auto.
  destruct (extreme x Hx) as [_ [_ [_ [_ [_ Mx]]]]]. destruct (extreme y Hy) as [_ [_ [_ [_ [_ My]]]]].
  specialize (Mx h Hh). specialize (My h Hh). rewrite (same_form_value h g) in Mx, My by auto.
  assert (0 <= t * (turn * (value_at g x - out x))) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - t) * (turn * (value_at g y - out y))) by (apply Rmult_le_pos; lra). lra.
Qed.
Theorem concave_sound t x y : convex = false -> 0 <= t <= 1 -> in_domain p domain x -> in_domain p domain y ->
  t * out x + (1 - t) * out y <= out (blend t x y).
Proof. intros Hc Ht Hx Hy. pose proof (curvature t x y Ht Hx Hy) as C. unfold turn in C. rewrite Hc in C. lra. Qed.
Theorem convex_sound t x y : convex = true -> 0 <= t <= 1 -> in_domain p domain x -> in_domain p domain y ->
  out (blend t x y) <= t * out x + (1 - t) * out y.
Proof. intros Hc Ht Hx Hy. pose proof (curvature t x y Ht Hx Hy) as C. unfold turn in C. rewrite Hc in C. lra. Qed.
End Pieces.
